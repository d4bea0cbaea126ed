using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Tepui.Containerizer.Users;

/// <summary>A user of this machine.</summary>
internal sealed unsafe partial record UserAccount(string Name, uint Uid, uint Gid)
{
    /// <summary>The account a command is to run under, or null when that is the agent's own.</summary>
    /// <exception cref="ContainerLaunchException">There is no such user, or the agent may not switch.</exception>
    public static UserAccount? OtherThanOwn(string? user)
    {
        if (user is null || user == Environment.UserName)
            return null;
        UserAccount account = Find(user)
            ?? throw new ContainerLaunchException($"there is no user '{user}' on this machine: create it, or leave the task's user out");
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ContainerLaunchException(
                $"the agent runs as '{Environment.UserName}' and may not run a task as '{user}': run the agent as root");
        }

        return account;
    }

    /// <summary>Whom a process runs as; null when that is the agent's own user, or the process is gone.</summary>
    public static UserAccount? OfProcess(int pid)
    {
        try
        {
            string[] lines = File.ReadAllLines($"/proc/{pid}/status");
            uint uid = Field(lines, "Uid:");
            return uid == Field(File.ReadAllLines("/proc/self/status"), "Uid:") ? null : new UserAccount($"#{uid}", uid, Field(lines, "Gid:"));
        }
        catch (IOException)
        {
            return null;
        }

        static uint Field(string[] lines, string name)
        {
            string line = Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal)) ?? name + "\t0";
            return uint.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The groups it is in, with its own.</summary>
    public uint[] Groups()
    {
        uint[] groups = new uint[64];
        while (true)
        {
            int count = groups.Length;
            int found;
            fixed (byte* name = Encoding.UTF8.GetBytes(Name + '\0'))
            fixed (uint* first = groups)
                found = GetGroups(name, Gid, first, &count);
            if (found >= 0)
                return groups[..count];
            groups = new uint[Math.Max(count, groups.Length * 2)];
        }
    }

    private static UserAccount? Find(string user)
    {
        // A NUL would end the name early, and another user's would be found.
        if (user.Contains('\0'))
            return null;

        // struct passwd: two pointers, then uid and gid.
        const int Size = 128;
        byte* record = stackalloc byte[Size];
        byte[] strings = new byte[16 * 1024];
        byte* found;
        fixed (byte* name = Encoding.UTF8.GetBytes(user + '\0'))
        fixed (byte* buffer = strings)
            _ = GetUser(name, record, buffer, (nuint)strings.Length, &found);
        return found is null
            ? null
            : new UserAccount(user, *(uint*)(found + (2 * sizeof(nint))), *(uint*)(found + (2 * sizeof(nint)) + sizeof(uint)));
    }

    [LibraryImport("libc", EntryPoint = "getgrouplist")]
    private static partial int GetGroups(byte* name, uint group, uint* groups, int* count);

    [LibraryImport("libc", EntryPoint = "getpwnam_r")]
    private static partial int GetUser(byte* name, void* record, byte* buffer, nuint length, byte** found);
}
