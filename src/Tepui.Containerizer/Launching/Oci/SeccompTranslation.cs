using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>
/// A seccomp profile as Docker and Mesos write them, as an OCI runtime takes it: what depends on processors and capabilities is
/// settled here.
/// </summary>
internal static class SeccompTranslation
{
    private static readonly string Processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    private static readonly string NativeArchitecture =
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";

    /// <param name="capabilities">Which the container has.</param>
    /// <exception cref="ContainerLaunchException">It cannot be read.</exception>
    public static void Write(Utf8JsonWriter json, string profile, IReadOnlyCollection<string> capabilities)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(profile));
            JsonElement root = document.RootElement;
            json.WriteStartObject("seccomp");
            json.WriteString("defaultAction", root.GetProperty("defaultAction").GetString());
            json.WriteStartArray("architectures");
            foreach (string? architecture in Architectures(root))
                json.WriteStringValue(architecture);
            json.WriteEndArray();
            json.WriteStartArray("syscalls");
            foreach (JsonElement rule in root.TryGetProperty("syscalls", out JsonElement rules) ? rules.EnumerateArray().ToArray() : [])
            {
                if (Applies(rule, "includes", capabilities, whenEmpty: true) && !Applies(rule, "excludes", capabilities, whenEmpty: false))
                    WriteRule(json, rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ContainerLaunchException($"the seccomp profile {profile} cannot be used: {e.Message}", e);
        }
    }

    private static List<string?> Architectures(JsonElement root)
    {
        if (root.TryGetProperty("architectures", out JsonElement listed))
            return [.. listed.EnumerateArray().Select(one => one.GetString())];
        foreach (JsonElement map in root.TryGetProperty("archMap", out JsonElement maps) ? maps.EnumerateArray().ToArray() : [])
        {
            if (map.GetProperty("architecture").GetString() != NativeArchitecture)
                continue;
            List<string?> found = [NativeArchitecture];
            if (map.TryGetProperty("subArchitectures", out JsonElement others) && others.ValueKind == JsonValueKind.Array)
                found.AddRange(others.EnumerateArray().Select(one => one.GetString()));
            return found;
        }

        return [NativeArchitecture];
    }

    /// <summary>All that is named must be so for 'includes', any of it for 'excludes'.</summary>
    private static bool Applies(JsonElement rule, string which, IReadOnlyCollection<string> capabilities, bool whenEmpty)
    {
        if (!rule.TryGetProperty(which, out JsonElement filter) || filter.ValueKind != JsonValueKind.Object)
            return whenEmpty;
        bool any = false;
        bool all = true;
        foreach (JsonProperty kind in filter.EnumerateObject())
        {
            if (kind.Value.ValueKind != JsonValueKind.Array || kind.Value.GetArrayLength() == 0)
                continue;
            string[] values = [.. kind.Value.EnumerateArray().Select(one => one.GetString()!)];
            bool met = kind.Name switch
            {
                "arches" => values.Contains(Processor),
                "caps" when whenEmpty => values.All(capabilities.Contains),
                "caps" => values.Any(capabilities.Contains),
                _ => whenEmpty,
            };
            any |= met;
            all &= met;
        }

        return whenEmpty ? all : any;
    }

    private static void WriteRule(Utf8JsonWriter json, JsonElement rule)
    {
        json.WriteStartObject();
        json.WriteStartArray("names");
        if (rule.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String)
            json.WriteStringValue(name.GetString());
        foreach (JsonElement one in rule.TryGetProperty("names", out JsonElement names) ? names.EnumerateArray().ToArray() : [])
            one.WriteTo(json);
        json.WriteEndArray();
        foreach (string property in (string[])["action", "errnoRet", "args"])
        {
            if (rule.TryGetProperty(property, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                json.WritePropertyName(property);
                value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }
}
