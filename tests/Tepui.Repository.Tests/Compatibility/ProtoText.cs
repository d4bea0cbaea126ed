using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>Enum values and message fields out of the text of a .proto file in the project's plain style.</summary>
internal static partial class ProtoText
{
    /// <summary>The names in a block such as <c>Offer.Operation.Type</c>, without those of blocks inside it.</summary>
    /// <param name="file">Below the folder of the v1 messages.</param>
    /// <exception cref="InvalidOperationException">There is no such block.</exception>
    public static IReadOnlyList<string> Members(string file, string block)
    {
        var open = new List<string>();
        var found = new List<string>();
        bool seen = false;
        foreach (string line in File.ReadLines(Testing.Repository.At("src/Tepui.Protocol/Protos/mesos/v1", file)))
        {
            if (Opening().Match(line) is { Success: true } opening)
            {
                open.Add(opening.Groups[1].Value);
                seen |= string.Join('.', open) == block;
            }
            else if (line.Trim() == "}")
            {
                open.RemoveAt(open.Count - 1);
            }
            else if (string.Join('.', open) == block && Member().Match(line) is { Success: true } member)
            {
                found.Add(member.Groups[1].Value);
            }

            if (line.TrimEnd().EndsWith("{ }", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{file}: write the closing brace of '{line.Trim()}' on its own line");
            }
        }

        return seen ? [.. found.Where(static name => name != "UNKNOWN")] : throw new InvalidOperationException($"{file} has no {block}");
    }

    [GeneratedRegex(@"^\s*(?:message|enum|oneof)\s+(\w+)\s*\{\s*$")]
    private static partial Regex Opening();

    [GeneratedRegex(@"(\w+) = \d+( \[.*\])?;")]
    private static partial Regex Member();
}
