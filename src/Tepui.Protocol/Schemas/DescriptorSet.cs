using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tepui.Protocol.Schemas;

/// <summary>
/// The descriptors of all our messages, read from the set that is embedded in this assembly. The generated classes have the
/// same, but theirs prepare reflection for every field of every message when the first is asked for: some 15 MB and a tenth
/// of a second that a daemon need not spend.
/// </summary>
internal static class DescriptorSet
{
    private static readonly Dictionary<string, MessageDescriptor> ByClassName = Load();

    /// <summary>The descriptor of a generated class.</summary>
    public static MessageDescriptor Of(Type message) =>
        ByClassName.TryGetValue(Plain(message.FullName!.Replace("+Types+", ".", StringComparison.Ordinal)), out var found)
            ? found
            : throw new ArgumentException($"{message.FullName} is no message of this assembly's .proto files", nameof(message));

    private static Dictionary<string, MessageDescriptor> Load()
    {
        using var stream = typeof(DescriptorSet).Assembly.GetManifestResourceStream("descriptors.pb")!;
        var files = FileDescriptor.BuildFromByteStrings(FileDescriptorSet.Parser.ParseFrom(stream).File.Select(file => file.ToByteString()));
        return files.SelectMany(file => file.MessageTypes).SelectMany(WithNested)
            .ToDictionary(message => Plain(message.FullName), StringComparer.Ordinal);
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(WithNested).Prepend(message);

    /// <summary>What protoc keeps of a name when it makes a C# name of it: its letters and digits, their case aside.</summary>
    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
