using System;
using System.Collections.Generic;
using Google.Protobuf.Reflection;

namespace Tepui.Protocol.Schemas;

/// <summary>
/// The descriptors of all our messages as protoc wrote them, read from the set that is embedded in this assembly. The generated
/// classes have the same, but theirs prepare reflection for every field of every message when the first is asked for: some
/// 15 MB and a tenth of a second that a daemon need not spend. The library's descriptors of the set alone would still be 2 MB.
/// </summary>
internal static class DescriptorSet
{
    private static readonly Dictionary<string, (string Name, DescriptorProto Message)> Messages = new(PlainNames.Instance);
    private static readonly Dictionary<string, EnumDescriptorProto> Enums = new(StringComparer.Ordinal);

    static DescriptorSet()
    {
        using var stream = typeof(DescriptorSet).Assembly.GetManifestResourceStream("descriptors.pb")!;
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(stream).File)
        {
            foreach (var message in file.MessageType)
                Add(message, $".{file.Package}.{message.Name}");
            foreach (var named in file.EnumType)
                Enums.Add($".{file.Package}.{named.Name}", named);
        }
    }

    /// <summary>What a generated class is called in the .proto files, with a dot before it: <c>.mesos.v1.Offer.Operation</c>.</summary>
    public static string NameOf(Type message) =>
        Messages.TryGetValue(message.FullName!.Replace("+Types+", ".", StringComparison.Ordinal), out var found)
            ? found.Name
            : throw new ArgumentException($"{message.FullName} is no message of this assembly's .proto files", nameof(message));

    /// <summary>By its name with a dot before it.</summary>
    public static DescriptorProto Message(string name) => Messages[name].Message;

    /// <summary>By its name with a dot before it.</summary>
    public static EnumDescriptorProto Enum(string name) => Enums[name];

    private static void Add(DescriptorProto message, string name)
    {
        Messages.Add(name, (name, message));
        foreach (var nested in message.NestedType)
            Add(nested, $"{name}.{nested.Name}");
        foreach (var nested in message.EnumType)
            Enums.Add($"{name}.{nested.Name}", nested);
    }
}
