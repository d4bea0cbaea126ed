using System;
using System.Collections.Generic;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tepui.Protocol.Schemas;
using Tepui.Protocol.Wire;

namespace Tepui.Protocol.Codecs;

/// <summary>Protobuf with the checks that the generated parsers leave out. Unknown fields are kept.</summary>
internal static class ProtobufCodec<T>
    where T : class, IMessage<T>, new()
{
    private const string Fault = "Failed to parse body into a protobuf object";

    private static readonly MessageParser<T> Parser = new(static () => new T());

    public static readonly MessageDescriptor Descriptor = new T().Descriptor;

    private static readonly MessageSchema Schema = MessageSchema.Of(Descriptor);

    public static Decoded<T> Parse(ReadOnlySpan<byte> encoded)
    {
        List<string>? faults = null;
        try
        {
            WireCheck.Run(Schema, encoded, ref faults);
        }
        catch (MalformedMessageException exception)
        {
            faults = [exception.Message];
        }

        if (faults is null)
        {
            return ParseChecked(encoded);
        }

        for (var i = 0; i < faults.Count; i++)
        {
            faults[i] = Fault + ": " + faults[i];
        }

        return new Decoded<T>(faults);
    }

    /// <summary>For bytes that were checked already.</summary>
    public static Decoded<T> ParseChecked(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return new Decoded<T>(Parser.ParseFrom(encoded));
        }
        catch (InvalidProtocolBufferException exception)
        {
            return new Decoded<T>([Fault + ": " + exception.Message]);
        }
    }
}
