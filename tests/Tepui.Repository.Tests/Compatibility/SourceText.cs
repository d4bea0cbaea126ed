using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>What the servers' own code says of their flags, routes and variables.</summary>
internal static partial class SourceText
{
    /// <summary>The flags of the options classes in a folder, by their former names too, each with the property that holds it.</summary>
    public static IReadOnlyDictionary<string, string> Flags(string folder) => Code([folder])
        .SelectMany(static file => Flag().Matches(File.ReadAllText(file)))
        .SelectMany(static match => new[] { match.Groups["flag"].Value, FormerName().Match(match.Value).Groups["name"].Value }
            .Where(static name => name.Length > 0)
            .Select(name => KeyValuePair.Create(name, match.Groups["property"].Value)))
        .ToDictionary();

    /// <summary>Paths that are mapped in the files of these folders; <c>.json</c> forms count as their path.</summary>
    public static IReadOnlyList<string> Routes(params string[] folders) => Matches(Code(folders), Route());

    /// <summary>Variables with a name as Mesos gives its executors.</summary>
    public static IReadOnlyList<string> Variables(params string[] folders) => Matches(Code(folders), Variable());

    /// <summary>Options of <c>docker run</c> that are understood.</summary>
    public static IReadOnlyList<string> DockerParameters() => Matches(
        Code(["src/Tepui.Containerizer/Docker/Translation"]).Where(static file => Path.GetFileName(file) != "Parameters.cs"), Parameter());

    private static IEnumerable<string> Code(IEnumerable<string> folders) =>
        folders.SelectMany(static folder => Testing.Repository.Files(folder, "*.cs"));

    private static List<string> Matches(IEnumerable<string> files, Regex pattern) =>
        [.. files.SelectMany(file => pattern.Matches(File.ReadAllText(file))).Select(static match => match.Groups[1].Value).Distinct().Order()];

    [GeneratedRegex(@"\[Flag\(""(?<flag>[a-z0-9_]+)""[^{]*?public [\w?<>\[\]]+ (?<property>\w+)")]
    private static partial Regex Flag();

    [GeneratedRegex(@"FormerName = ""(?<name>[a-z0-9_]+)""")]
    private static partial Regex FormerName();

    [GeneratedRegex(@"\.(?:Get|Post|Put|Any|Of|Read)\(""(/[^""]*)""")]
    private static partial Regex Route();

    [GeneratedRegex(@"^\s*\[""(?<name>[a-z0-9-]+)""\] = ", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"""((?:MESOS|LIBPROCESS)_[A-Z_]+)""")]
    private static partial Regex Variable();
}
