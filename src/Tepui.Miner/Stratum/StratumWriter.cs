using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>Writes messages as lines. The order of parameters is the protocol; the keys' order is what miners are used to.</summary>
public static class StratumWriter
{
    // Lines go over a socket to a miner, never into a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Appends the message and a line feed.</summary>
    /// <exception cref="ArgumentException">A <see cref="MalformedMessage"/> or an <see cref="UnknownRequest"/>.</exception>
    public static void Write(IBufferWriter<byte> output, StratumMessage message)
    {
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            if (message is StratumResponse response) WriteResponse(writer, response);
            else WriteCall(writer, message);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteResponse(Utf8JsonWriter writer, StratumResponse response)
    {
        WriteId(writer, response.Id);
        writer.WritePropertyName("result");
        if (response.Result is { } result) result.WriteTo(writer);
        else writer.WriteNullValue();
        writer.WritePropertyName("error");
        if (response.Error is { } error)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(error.Code);
            writer.WriteStringValue(error.Message);
            writer.WriteNullValue();
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteCall(Utf8JsonWriter writer, StratumMessage message)
    {
        WriteId(writer, (message as StratumRequest)?.Id ?? StratumId.None);
        writer.WriteString("method", MethodOf(message));
        writer.WriteStartArray("params");
        WriteParameters(writer, message);
        writer.WriteEndArray();
    }

    private static void WriteId(Utf8JsonWriter writer, StratumId id)
    {
        writer.WritePropertyName("id");
        if (id.Json is { } json) writer.WriteRawValue(json);
        else writer.WriteNullValue();
    }

    private static string MethodOf(StratumMessage message) => message switch
    {
        SubscribeRequest => StratumMethod.Subscribe,
        AuthorizeRequest => StratumMethod.Authorize,
        SubmitRequest => StratumMethod.Submit,
        ConfigureRequest => StratumMethod.Configure,
        GetVersionRequest => StratumMethod.GetVersion,
        SetVersionMaskNotification => StratumMethod.SetVersionMask,
        ExtranonceSubscribeRequest => StratumMethod.ExtranonceSubscribe,
        SuggestDifficultyRequest => StratumMethod.SuggestDifficulty,
        NotifyNotification => StratumMethod.Notify,
        SetDifficultyNotification => StratumMethod.SetDifficulty,
        SetExtranonceNotification => StratumMethod.SetExtranonce,
        ReconnectNotification => StratumMethod.Reconnect,
        ShowMessageNotification => StratumMethod.ShowMessage,
        _ => throw new ArgumentException($"{message.GetType().Name} is not for writing.", nameof(message)),
    };

    private static void WriteParameters(Utf8JsonWriter writer, StratumMessage message)
    {
        switch (message)
        {
            case SubscribeRequest subscribe:
                if (subscribe.UserAgent is not null || subscribe.SessionId is not null) writer.WriteStringValue(subscribe.UserAgent ?? "");
                if (subscribe.SessionId is not null) writer.WriteStringValue(subscribe.SessionId);
                break;
            case AuthorizeRequest authorize:
                writer.WriteStringValue(authorize.User);
                writer.WriteStringValue(authorize.Password ?? "");
                break;
            case SubmitRequest submit:
                writer.WriteStringValue(submit.User);
                writer.WriteStringValue(submit.JobId);
                writer.WriteStringValue(submit.Extranonce2);
                writer.WriteStringValue(Hex.EncodeUInt32(submit.Time));
                writer.WriteStringValue(Hex.EncodeUInt32(submit.Nonce));
                if (submit.VersionBits is { } bits) writer.WriteStringValue(Hex.EncodeUInt32(bits));
                break;
            case ConfigureRequest configure:
                WriteConfigure(writer, configure);
                break;
            case SetVersionMaskNotification mask:
                writer.WriteStringValue(Hex.EncodeUInt32(mask.Mask));
                break;
            case SuggestDifficultyRequest suggest:
                writer.WriteNumberValue(suggest.Difficulty);
                break;
            case NotifyNotification notify:
                WriteNotify(writer, notify);
                break;
            case SetDifficultyNotification difficulty:
                writer.WriteNumberValue(difficulty.Difficulty);
                break;
            case SetExtranonceNotification extranonce:
                writer.WriteStringValue(Hex.Encode(extranonce.Extranonce1.Span));
                writer.WriteNumberValue(extranonce.Extranonce2Size);
                break;
            case ReconnectNotification reconnect when reconnect.Host is not null || reconnect.Port is not null:
                writer.WriteStringValue(reconnect.Host ?? "");
                writer.WriteNumberValue(reconnect.Port ?? 0);
                writer.WriteNumberValue((int)Math.Ceiling(reconnect.Wait.TotalSeconds));
                break;
            case ShowMessageNotification show:
                writer.WriteStringValue(show.Text);
                break;
        }
    }

    private static void WriteConfigure(Utf8JsonWriter writer, ConfigureRequest configure)
    {
        writer.WriteStartArray();
        foreach (var extension in configure.Extensions) writer.WriteStringValue(extension);
        writer.WriteEndArray();
        writer.WriteStartObject();
        if (configure.MinimumDifficulty is { } difficulty) writer.WriteNumber(StratumExtension.MinimumDifficultyValue, difficulty);
        if (configure.VersionMask != VersionRolling.FullMask)
            writer.WriteString(StratumExtension.VersionRollingMask, Hex.EncodeUInt32(configure.VersionMask));
        if (configure.MinimumBitCount is { } count) writer.WriteNumber(StratumExtension.VersionRollingBitCount, count);
        writer.WriteEndObject();
    }

    private static void WriteNotify(Utf8JsonWriter writer, NotifyNotification notify)
    {
        writer.WriteStringValue(notify.JobId);
        writer.WriteStringValue(PreviousBlockText.Encode(notify.PreviousBlock));
        writer.WriteStringValue(Hex.Encode(notify.CoinbaseStart.Span));
        writer.WriteStringValue(Hex.Encode(notify.CoinbaseEnd.Span));
        writer.WriteStartArray();
        foreach (var branch in notify.MerkleBranches) writer.WriteStringValue(Hex.Encode(branch.ToByteArray()));
        writer.WriteEndArray();
        writer.WriteStringValue(Hex.EncodeUInt32(notify.Version));
        writer.WriteStringValue(Hex.EncodeUInt32(notify.Bits));
        writer.WriteStringValue(Hex.EncodeUInt32(notify.Time));
        writer.WriteBooleanValue(notify.CleanJobs);
    }
}
