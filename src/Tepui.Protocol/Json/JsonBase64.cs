using System;
using System.Buffers;
using System.Buffers.Text;

namespace Tepui.Protocol.Json;

internal static class JsonBase64
{
    /// <summary>Standard base64; like Mesos's decoder it does not insist on the padding.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> decoded, out int written)
    {
        var status = Base64.DecodeFromUtf8(text, decoded, out _, out written);
        if (status == OperationStatus.Done)
        {
            return true;
        }

        var bare = text.TrimEnd((byte)'=');
        var padding = (4 - (bare.Length % 4)) % 4;
        if (padding is 0 or 3 || bare.Length + padding == text.Length)
        {
            return false;
        }

        var padded = new byte[bare.Length + padding];
        bare.CopyTo(padded);
        padded.AsSpan(bare.Length).Fill((byte)'=');
        return Base64.DecodeFromUtf8(padded, decoded, out _, out written) == OperationStatus.Done;
    }
}
