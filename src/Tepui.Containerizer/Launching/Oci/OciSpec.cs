using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>A plan as an OCI runtime takes it: config.json of a bundle (OCI runtime specification 1.0).</summary>
internal sealed class OciSpec(ContainerPlan plan, OciUser user, string sandbox)
{
    /// <summary>The type of what is no mount, but says how one of the host's spreads.</summary>
    private const string Propagation = "none";

    private static readonly (Namespaces Which, string Type)[] Types =
    [
        (Namespaces.Process, "pid"), (Namespaces.Ipc, "ipc"), (Namespaces.Uts, "uts"), (Namespaces.Network, "network"),
        (Namespaces.Cgroup, "cgroup"),
    ];

    /// <summary>Where the runtime makes cgroups, if it does.</summary>
    public string? CgroupsPath { get; init; }

    public byte[] Configuration()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("ociVersion", "1.0.0");
            json.WritePropertyName("process");
            WriteProcess(json);
            json.WriteStartObject("root");
            json.WriteString("path", plan.Root);
            json.WriteBoolean("readonly", false);
            json.WriteEndObject();
            if (plan.Hostname is not null && (plan.Own & Namespaces.Uts) != Namespaces.None)
                json.WriteString("hostname", plan.Hostname);
            WriteMounts(json);
            WriteLinux(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>The process alone, as <c>exec</c> takes it.</summary>
    public byte[] Process()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            WriteProcess(json);
        return stream.ToArray();
    }

    /// <summary>A runtime has no name for a command beside its zeroth argument: what is executed takes that place.</summary>
    private List<string> Arguments() => plan.Executable is { Length: > 0 } executable
        ? [executable, .. plan.Argv.Skip(1)]
        : [.. plan.Argv];

    private void WriteProcess(Utf8JsonWriter json)
    {
        json.WriteStartObject();

        // In the foreground the runtime hands a terminal on, with its size.
        json.WriteBoolean("terminal", plan.Launch.Io?.Input == ContainerInput.Terminal);
        if (plan.Launch.Io is { Input: ContainerInput.Terminal, Rows: > 0 and var rows, Columns: > 0 and var columns })
        {
            json.WriteStartObject("consoleSize");
            json.WriteNumber("height", rows);
            json.WriteNumber("width", columns);
            json.WriteEndObject();
        }

        json.WriteStartObject("user");
        json.WriteNumber("uid", user.Uid);
        json.WriteNumber("gid", user.Gid);
        WriteAll(json, "additionalGids", user.Groups, json.WriteNumberValue);
        json.WriteEndObject();
        WriteAll(json, "args", Arguments(), json.WriteStringValue);
        WriteAll(json, "env", plan.Environment.Select(pair => $"{pair.Key}={pair.Value}"), json.WriteStringValue);
        json.WriteString("cwd", plan.WorkingDirectory);
        WriteCapabilities(json);
        WriteAll(json, "rlimits", plan.ResourceLimits, limit =>
        {
            json.WriteStartObject();
            json.WriteString("type", limit.Name);
            json.WriteNumber("soft", limit.Soft ?? ulong.MaxValue);
            json.WriteNumber("hard", limit.Hard ?? ulong.MaxValue);
            json.WriteEndObject();
        });
        json.WriteBoolean("noNewPrivileges", plan.NoNewPrivileges);
        if (plan.OomScoreAdjustment is { } adjustment)
            json.WriteNumber("oomScoreAdj", adjustment);
        json.WriteEndObject();
    }

    /// <summary>Where nothing is said, root has all and others have none but through programs that bring some.</summary>
    private void WriteCapabilities(Utf8JsonWriter json)
    {
        IReadOnlyList<string> bounding = plan.BoundingCapabilities ?? OciCapabilities.Own;
        IReadOnlyList<string> effective = plan.EffectiveCapabilities ?? bounding;
        IReadOnlyList<string> kept = plan.EffectiveCapabilities ?? [];
        json.WriteStartObject("capabilities");
        WriteAll(json, "bounding", bounding, json.WriteStringValue);
        WriteAll(json, "effective", effective, json.WriteStringValue);
        WriteAll(json, "permitted", effective, json.WriteStringValue);
        WriteAll(json, "inheritable", kept, json.WriteStringValue);
        WriteAll(json, "ambient", kept, json.WriteStringValue);
        json.WriteEndObject();
    }

    private void WriteMounts(Utf8JsonWriter json)
    {
        bool hostNetwork = (plan.Own & Namespaces.Network) == Namespaces.None && plan.Joined.All(joined => joined.Which != Namespaces.Network);
        bool readOnly = plan.Notes.ContainsKey(Images.DockerRuntimeIsolator.ReadOnlyRoot);
        IEnumerable<PlannedMount> volumes = plan.Launch.Volumes.Select(volume => new PlannedMount(
            "bind", volume.Directory, Path.Combine(sandbox, volume.ContainerPath), ["rbind", volume.IsReadOnly ? "ro" : "rw"]));
        IEnumerable<PlannedMount> planned = plan.Mounts.Where(mount => mount.Type != Propagation);
        WriteAll(json, "mounts", [.. StandardMounts.Of(plan, sandbox, hostNetwork && !readOnly), .. volumes, .. planned], mount =>
        {
            json.WriteStartObject();
            json.WriteString("destination", mount.Target);
            json.WriteString("type", mount.Type);
            json.WriteString("source", mount.Source);
            string[] options = mount.Type == "bind" && !mount.Options.Any(option => option is "bind" or "rbind")
                ? ["rbind", .. mount.Options]
                : [.. mount.Options];
            if (mount.Type == "bind" && IsShared(mount.Source))
                options = [.. options, "rshared"];
            WriteAll(json, "options", options, json.WriteStringValue);
            json.WriteEndObject();
        });
    }

    /// <summary>Of the host's mounts, some may be planned to take what is mounted below them inside.</summary>
    private bool IsShared(string source) => plan.Mounts.Any(mount =>
        mount.Type == Propagation && (source == mount.Target || source.StartsWith(mount.Target.TrimEnd('/') + "/", StringComparison.Ordinal)));

    private void WriteLinux(Utf8JsonWriter json)
    {
        json.WriteStartObject("linux");
        json.WriteStartArray("namespaces");
        WriteNamespace(json, "mount", null);
        foreach ((Namespaces which, string type) in Types)
        {
            // A pid namespace of its own lies below the parent's in Mesos; a runtime makes it, or joins one, and not both.
            bool isOwn = (plan.Own & which) != Namespaces.None;
            JoinedNamespace? joined = plan.Joined.FirstOrDefault(joined => joined.Which == which);
            if (joined is not null && !(isOwn && which == Namespaces.Process))
                WriteNamespace(json, type, joined.Path);
            else if (isOwn)
                WriteNamespace(json, type, null);
        }

        json.WriteEndArray();
        if (plan.Mounts.Any(mount => mount.Type == Propagation))
            json.WriteString("rootfsPropagation", "shared");
        if (CgroupsPath is not null)
            json.WriteString("cgroupsPath", CgroupsPath);
        WriteAll(json, "maskedPaths", StandardMounts.MaskedPaths, json.WriteStringValue);
        WriteAll(json, "readonlyPaths", StandardMounts.ReadOnlyPaths, json.WriteStringValue);
        if (plan.SeccompProfile is { } profile)
            SeccompTranslation.Write(json, profile, [.. plan.EffectiveCapabilities ?? plan.BoundingCapabilities ?? OciCapabilities.Own]);
        json.WriteEndObject();
    }

    private static void WriteNamespace(Utf8JsonWriter json, string type, string? path)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        if (path is not null)
            json.WriteString("path", path);
        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
            write(value);
        json.WriteEndArray();
    }
}
