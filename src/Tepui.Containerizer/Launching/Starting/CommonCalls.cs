using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>What the first process of a container and a command inside one have in common.</summary>
internal static class CommonCalls
{
    private const int AnyDirectory = -100;
    private const int WriteOnly = 0x1 | 0x80000; // closed on exec
    private const int ReadOnly = 0x80000;
    private const int KeepCapabilities = 8;
    private const int DropBounding = 24;
    private const int Ambient = 47;

    /// <summary>The script is needed once: nothing of it is to stay, whoever dies.</summary>
    public static void Remove(this StartScript script, string path) =>
        script.Try(SystemCalls.Current.UnlinkAt, AnyDirectory, script.Text(path), 0);

    public static void WriteFile(this StartScript script, string what, string path, string content)
    {
        SystemCalls calls = SystemCalls.Current;
        script.Keep(what, calls.OpenAt, AnyDirectory, script.Text(path), WriteOnly, 0);
        script.Call(what, calls.Write, Argument.Kept, script.Text(content), Encoding.UTF8.GetByteCount(content));
        script.Try(calls.Close, Argument.Kept);
    }

    public static void EnterCgroups(this StartScript script, IEnumerable<string> cgroups)
    {
        foreach (string cgroup in cgroups)
            script.WriteFile($"enter the cgroup {cgroup}", Path.Combine(cgroup, "cgroup.procs"), "0");
    }

    public static void Join(this StartScript script, IEnumerable<JoinedNamespace> joined)
    {
        SystemCalls calls = SystemCalls.Current;
        foreach (JoinedNamespace entry in joined.OrderBy(entry => NamespaceFiles.Order(entry.Which)))
        {
            string what = $"enter the namespace {entry.Path}";
            script.Keep(what, calls.OpenAt, AnyDirectory, script.Text(entry.Path), ReadOnly, 0);
            script.Call(what, calls.SetNamespace, Argument.Kept, NamespaceFiles.Flags(entry.Which));
            script.Try(calls.Close, Argument.Kept);
        }
    }

    public static void ChangeDirectory(this StartScript script, string path) =>
        script.Call($"change to the directory {path}", SystemCalls.Current.ChangeDirectory, script.Text(path));

    public static void Limit(this StartScript script, PlannedLimit limit)
    {
        Span<byte> values = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(values, limit.Soft ?? ulong.MaxValue);
        BinaryPrimitives.WriteUInt64LittleEndian(values[8..], limit.Hard ?? ulong.MaxValue);
        script.Call(
            $"set {limit.Name} to {Say(limit.Soft)}:{Say(limit.Hard)}",
            SystemCalls.Current.ResourceLimit,
            0,
            ResourceLimitNames.NumberOf(limit.Name),
            script.Bytes(values),
            0);

        static string Say(ulong? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
    }

    /// <summary>The bound first, which takes root; then the user; then what capabilities are to be left.</summary>
    public static void Become(this StartScript script, UserAccount? account, CapabilitySet? effective, CapabilitySet? bounding)
    {
        SystemCalls calls = SystemCalls.Current;
        if (bounding is { } most)
        {
            foreach (int dropped in CapabilitySet.Known.Without(most).Numbers)
                script.Call($"drop {CapabilitySet.NameOf(dropped)}", calls.ProcessControl, DropBounding, dropped, 0, 0, 0);
        }

        if (bounding is { } inherited && effective is null)
        {
            CapabilitySet own = CapabilitySet.OfThisProcess;
            SetCapabilities(script, own, own, inherited.And(own));
        }

        if (account is not null)
            Switch(script, account, keepsCapabilities: effective is not null);
        if (effective is not { } wanted)
            return;
        SetCapabilities(script, wanted, wanted, bounding ?? wanted);
        const int Clear = 4;
        const int Raise = 2;
        script.Try(calls.ProcessControl, Ambient, Clear, 0, 0, 0);
        foreach (int raised in wanted.Numbers)
            script.Try(calls.ProcessControl, Ambient, Raise, raised, 0, 0);
    }

    /// <summary>Executes the command, which is searched for when it could not be found before.</summary>
    public static void Execute(
        this StartScript script,
        string command,
        IReadOnlyList<KeyValuePair<string, string>> environment,
        string directory,
        bool changesFiles)
    {
        string path;
        try
        {
            path = ExecutableLookup.FindRunnable(command, environment, directory);
        }
        catch (ContainerLaunchException) when (changesFiles && command.Length > 0)
        {
            // Its own mounts may hold it.
            foreach (string candidate in ExecutableLookup.Candidates(command, environment))
                script.Become(candidate, continues: true);
            path = command;
        }

        script.Become(path, continues: false);
    }

    private static void Switch(StartScript script, UserAccount account, bool keepsCapabilities)
    {
        SystemCalls calls = SystemCalls.Current;
        string what = $"become the user '{account.Name}'";
        if (keepsCapabilities)
            script.Call(what, calls.ProcessControl, KeepCapabilities, 1, 0, 0, 0);
        uint[] groups = account.Groups();
        script.Call(what, calls.SetGroups, groups.Length, script.Bytes(MemoryMarshal.AsBytes<uint>(groups)));
        script.Call(what, calls.SetGroup, account.Gid, account.Gid, account.Gid);
        script.Call(what, calls.SetUser, account.Uid, account.Uid, account.Uid);
    }

    private static void SetCapabilities(StartScript script, CapabilitySet effective, CapabilitySet permitted, CapabilitySet inheritable)
    {
        const uint Version = 0x20080522;
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Version);
        header[4..].Clear();
        Span<byte> data = stackalloc byte[24];
        for (int half = 0; half < 2; half++)
        {
            Span<byte> words = data[(12 * half)..];
            BinaryPrimitives.WriteUInt32LittleEndian(words, (uint)(effective.Bits >> (32 * half)));
            BinaryPrimitives.WriteUInt32LittleEndian(words[4..], (uint)(permitted.Bits >> (32 * half)));
            BinaryPrimitives.WriteUInt32LittleEndian(words[8..], (uint)(inheritable.Bits >> (32 * half)));
        }

        script.Call("set the capabilities", SystemCalls.Current.SetCapabilities, script.Bytes(header), script.Bytes(data));
    }
}
