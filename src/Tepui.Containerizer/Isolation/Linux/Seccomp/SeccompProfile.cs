using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Tepui.Containerizer.Isolation.Linux.Seccomp;

/// <summary>A profile as Docker and Mesos write them (docs/isolators/linux-seccomp of Mesos, seccomp of Docker).</summary>
/// <param name="DefaultAction">Of calls that no rule speaks of.</param>
/// <param name="Architectures">AUDIT_ARCH_*: the machine's own, and those of other programs that it runs.</param>
internal sealed record SeccompProfile(uint DefaultAction, IReadOnlyList<uint> Architectures, IReadOnlyList<SeccompRule> Rules)
{
    private const uint ErrorAction = 0x00050000;
    private const uint NotPermitted = 1;

    private static readonly Dictionary<string, uint> Actions = new(StringComparer.Ordinal)
    {
        ["SCMP_ACT_KILL"] = 0,
        ["SCMP_ACT_KILL_THREAD"] = 0,
        ["SCMP_ACT_KILL_PROCESS"] = 0x80000000,
        ["SCMP_ACT_TRAP"] = 0x00030000,
        ["SCMP_ACT_ERRNO"] = ErrorAction,
        ["SCMP_ACT_TRACE"] = 0x7FF00000,
        ["SCMP_ACT_LOG"] = 0x7FFC0000,
        ["SCMP_ACT_ALLOW"] = 0x7FFF0000,
    };

    private static readonly Dictionary<string, uint> KnownArchitectures = new(StringComparer.Ordinal)
    {
        ["SCMP_ARCH_X86_64"] = SystemCallNames.Amd64,
        ["SCMP_ARCH_X86"] = SystemCallNames.I386,
        ["SCMP_ARCH_AARCH64"] = SystemCallNames.Aarch64,
    };

    private static readonly Dictionary<string, Comparison> Comparisons = new(StringComparer.Ordinal)
    {
        ["SCMP_CMP_EQ"] = Comparison.Equal,
        ["SCMP_CMP_NE"] = Comparison.NotEqual,
        ["SCMP_CMP_LT"] = Comparison.Less,
        ["SCMP_CMP_LE"] = Comparison.LessOrEqual,
        ["SCMP_CMP_GT"] = Comparison.Greater,
        ["SCMP_CMP_GE"] = Comparison.GreaterOrEqual,
        ["SCMP_CMP_MASKED_EQ"] = Comparison.MaskedEqual,
    };

    /// <exception cref="FormatException">It is no profile; the message says where.</exception>
    public static SeccompProfile Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException("it is no JSON object");
            var rules = new List<SeccompRule>();
            foreach (JsonElement rule in Items(root, "syscalls", ""))
                rules.Add(Rule(rule, string.Create(CultureInfo.InvariantCulture, $"syscalls[{rules.Count}]")));
            return new SeccompProfile(Action(root, "defaultAction", "defaultErrnoRet", ""), ArchitecturesOf(root), rules);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("it is no JSON of a profile: " + e.Message, e);
        }
    }

    /// <exception cref="ContainerLaunchException">It cannot be read or is no profile.</exception>
    public static SeccompProfile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new ContainerLaunchException($"the seccomp profile {path} cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"the seccomp profile {path} cannot be read: {e.Message}", e);
        }
    }

    private static SeccompRule Rule(JsonElement rule, string where)
    {
        List<string> names = Texts(rule, "names", where);
        if (rule.TryGetProperty("name", out JsonElement name))
            names.Add(name.GetString() ?? "");
        if (names.Count == 0)
            throw new FormatException($"{where} names no system call: give it 'names'");
        JsonElement includes = Part(rule, "includes");
        JsonElement excludes = Part(rule, "excludes");
        List<SeccompCondition> conditions = [];
        foreach (JsonElement argument in Items(rule, "args", where))
            conditions.Add(Condition(argument, string.Create(CultureInfo.InvariantCulture, $"{where}.args[{conditions.Count}]")));
        return new SeccompRule(names, Action(rule, "action", "errnoRet", where), conditions)
        {
            OnlyArchitectures = Texts(includes, "arches", where),
            NotArchitectures = Texts(excludes, "arches", where),
            OnlyCapabilities = Capabilities(includes, where),
            NotCapabilities = Capabilities(excludes, where),
        };
    }

    private static List<string> Capabilities(JsonElement part, string where)
    {
        List<string> names = Texts(part, "caps", where);
        try
        {
            _ = CapabilitySet.Of(names);
        }
        catch (ContainerLaunchException e)
        {
            throw new FormatException($"{where}: {e.Message}", e);
        }

        return names;
    }

    private static SeccompCondition Condition(JsonElement argument, string where)
    {
        int index = argument.TryGetProperty("index", out JsonElement number) && number.TryGetInt32(out int value) ? value : -1;
        if (index is < 0 or > 5)
            throw new FormatException($"{where}.index is none from 0 to 5");
        string operation = argument.TryGetProperty("op", out JsonElement op) ? op.GetString() ?? "" : "";
        return Comparisons.TryGetValue(operation, out Comparison comparison)
            ? new SeccompCondition(index, comparison, Number(argument, "value", where), Number(argument, "valueTwo", where))
            : throw new FormatException($"{where}.op '{operation}' is none of {string.Join(", ", Comparisons.Keys)}");
    }

    private static ulong Number(JsonElement element, string name, string where)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
            return 0;
        if (value.TryGetUInt64(out ulong number))
            return number;

        // Written by those who count in signed numbers.
        return value.TryGetInt64(out long signed) ? (ulong)signed : throw new FormatException($"{where}.{name} is no whole number of 64 bits");
    }

    private static uint Action(JsonElement element, string name, string error, string where)
    {
        string text = element.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
        string path = where.Length > 0 ? $"{where}.{name}" : name;
        if (!Actions.TryGetValue(text, out uint action))
            throw new FormatException($"{path} '{text}' is none of {string.Join(", ", Actions.Keys)}");
        if (action is not (ErrorAction or 0x7FF00000))
            return action;
        if (!element.TryGetProperty(error, out JsonElement given) || given.ValueKind == JsonValueKind.Null)
            return action | NotPermitted;
        return given.TryGetUInt16(out ushort number) ? action | number : throw new FormatException($"{error} of {path} is no error number");
    }

    private static List<uint> ArchitecturesOf(JsonElement root)
    {
        List<uint> found = [SystemCallNames.Native];
        foreach (JsonElement entry in Items(root, "archMap", ""))
        {
            string name = entry.TryGetProperty("architecture", out JsonElement main) ? main.GetString() ?? "" : "";
            if (KnownArchitectures.GetValueOrDefault(name) == SystemCallNames.Native)
                found.AddRange(Texts(entry, "subArchitectures", "archMap").Select(other => KnownArchitectures.GetValueOrDefault(other)));
        }

        found.AddRange(Texts(root, "architectures", "").Select(name => KnownArchitectures.GetValueOrDefault(name)));
        return [.. found.Where(Runs).Distinct()];

        // Others' programs cannot be run here, or are not known, and are killed.
        static bool Runs(uint architecture) =>
            architecture == SystemCallNames.Native
            || (architecture == SystemCallNames.I386 && SystemCallNames.Native == SystemCallNames.Amd64);
    }

    private static JsonElement Part(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.Object ? part : default;

    private static List<string> Texts(JsonElement element, string name, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return [];
        return [.. Items(element, name, where).Select(item => item.GetString() ?? "")];
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name, string where)
    {
        if (!element.TryGetProperty(name, out JsonElement array) || array.ValueKind == JsonValueKind.Null)
            return [];
        return array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray()
            : throw new FormatException($"'{(where.Length > 0 ? where + "." : "")}{name}' is no array");
    }
}
