using System;
using System.Buffers;
using System.Text.Json;
using Google.Protobuf.Collections;
using Mesos.V1;
using Mesos.V1.Master;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Endpoints.Machines;

/// <summary>Bodies that are a JSON array of machines.</summary>
internal static class MachineList
{
    /// <exception cref="RequestRefusedException">400 saying what is wrong.</exception>
    public static RepeatedField<MachineID> Parse(ReadOnlySequence<byte> body)
    {
        byte[] json = body.ToArray();
        if (Fault(json) is { } fault)
        {
            throw RequestRefusedException.BadRequest($"Failed to parse the body as a JSON array of machines: {fault}");
        }

        // The codec reads messages; an array is a field of one.
        byte[] message = [.. "{\"machines\":"u8, .. json, (byte)'}'];
        Decoded<Call.Types.StartMaintenance> decoded =
            MessageCodec.Decode<Call.Types.StartMaintenance>(MessageEncoding.Json, new ReadOnlySequence<byte>(message));
        return decoded.TryGet(out Call.Types.StartMaintenance? list)
            ? list.Machines
            : throw RequestRefusedException.BadRequest(decoded.Error);
    }

    private static string? Fault(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return "it is none";
            }

            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }
}
