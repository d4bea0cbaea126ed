using System;
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

    [LibraryImport("libc", EntryPoint = "getpwnam_r")]
    private static partial int GetUser(byte* name, void* record, byte* buffer, nuint length, byte** found);
}
