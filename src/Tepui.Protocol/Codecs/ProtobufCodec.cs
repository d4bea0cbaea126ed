using System;
using System.Collections.Generic;
using Google.Protobuf;
using Tepui.Protocol.Schemas;
using Tepui.Protocol.Wire;

namespace Tepui.Protocol.Codecs;

/// <summary>Protobuf with the checks that the generated parsers leave out. Unknown fields are kept.</summary>
internal static class ProtobufCodec<T>
    where T : class, IMessage<T>, new()
{
    private static readonly MessageParser<T> Parser = new(static () => new T());

    public static readonly MessageSchema Schema = MessageSchema.Of(typeof(T));

    private static readonly string Failure = $"Failed to parse body into {Schema.Name} protobuf: ";

    public static Decoded<T> Parse(ReadOnlySpan<byte> encoded) =>
        Check(encoded) is { } faults ? new Decoded<T>(faults, Failure) : ParseChecked(encoded);

    /// <summary>What is wrong with the bytes, or null.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> encoded) => Check(encoded) is { } faults ? string.Join("; ", faults) : null;

    /// <summary>For bytes that were checked already.</summary>
    public static Decoded<T> ParseChecked(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return new Decoded<T>(Parser.ParseFrom(encoded));
        }
        catch (InvalidProtocolBufferException exception)
        {
            return new Decoded<T>([exception.Message], Failure);
        }
    }

    private static List<string>? Check(ReadOnlySpan<byte> encoded)
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

        return faults;
    }
}
