using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tepui.Supervisor.Native;

namespace Tepui.Containerizer.Processes;

/// <summary>Starts a supervisor that listens from its first moment: it is given the socket ready made.</summary>
internal static unsafe partial class SupervisorStarter
{
    private const int ListenerDescriptor = 3;
    private const string Shell = "/bin/sh";
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Each setting makes the process smaller: no diagnostics server, code pages mapped once instead of twice, collections
    /// that begin after 256 KB (the number is hexadecimal), no profile of hot code.
    /// </summary>
    private static readonly (string Name, string Value)[] Settings =
    [
        ("DOTNET_EnableDiagnostics", "0"),
        ("DOTNET_EnableWriteXorExecute", "0"),
        ("DOTNET_GCgen0size", "40000"),
        ("DOTNET_TieredPGO", "0"),
    ];

    /// <summary>Starts it detached: own session, no child of ours, streams to a log file.</summary>
    /// <exception cref="ContainerLaunchException">It cannot be started.</exception>
    public static void Start(ProcessContainerizerOptions options, string directory, string socketPath)
    {
        string source = options.SupervisorFolder ?? AppContext.BaseDirectory;
        _ = Directory.CreateDirectory(directory, OnlyOwner);
        string assembly = SupervisorFiles.Install(source, directory);
        string dotnet = SupervisorFiles.FindDotnet();

        // Bound under another name: .NET removes the path that it bound when the socket is closed here.
        string boundPath = socketPath + ".new";
        File.Delete(boundPath);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(boundPath));
        File.SetUnixFileMode(boundPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(8);
        File.Move(boundPath, socketPath, overwrite: true);

        // The shell ends at once and leaves the supervisor to init, which waits for it when it ends one day.
        string[] arguments = [Shell, "-c", "\"$@\" &", "tepui-supervisor", dotnet, "exec", assembly, directory, socketPath];
        int error = Spawn(arguments, directory, (int)listener.Handle, out int pid);
        if (error != 0)
            throw new ContainerLaunchException($"cannot start the supervisor with {Shell}: {Marshal.GetPInvokeErrorMessage(error)}");
        int status;
        _ = WaitPid(pid, &status, 0);
    }

    private static int Spawn(string[] arguments, string directory, int listener, out int pid)
    {
        var environment = new List<string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (!name.StartsWith("DOTNET_", StringComparison.Ordinal) && !name.StartsWith("COMPlus_", StringComparison.Ordinal))
                environment.Add($"{name}={entry.Value}");
        }

        foreach ((string name, string value) in Settings)
            environment.Add($"{name}={value}");
        byte** argumentPointers = Pointers(arguments);
        byte** environmentPointers = Pointers(environment);
        byte* log = (byte*)Marshal.StringToCoTaskMemUTF8(Path.Combine(directory, "log"));
        byte* root = (byte*)Marshal.StringToCoTaskMemUTF8("/");
        var actions = default(PosixSpawn.Actions);
        actions.Initialize();
        fixed (byte* nothing = "/dev/null\0"u8)
        {
            _ = actions.Open(0, nothing, PosixSpawn.ReadOnly, 0);
            _ = actions.Open(1, log, PosixSpawn.Append, 0x180);
            _ = actions.Duplicate(1, 2);
            _ = actions.Duplicate(listener, ListenerDescriptor);
            _ = actions.CloseAllFrom(ListenerDescriptor + 1);
            _ = actions.ChangeDirectory(root);
            int error = actions.Spawn(argumentPointers[0], argumentPointers, environmentPointers, out pid);
            actions.Destroy();
            Free(argumentPointers);
            Free(environmentPointers);
            Marshal.FreeCoTaskMem((nint)log);
            Marshal.FreeCoTaskMem((nint)root);
            return error;
        }
    }

    private static byte** Pointers(IReadOnlyList<string> texts)
    {
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Count; i++)
            pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        return pointers;
    }

    private static void Free(byte** pointers)
    {
        for (int i = 0; pointers[i] is not null; i++)
            Marshal.FreeCoTaskMem((nint)pointers[i]);
        NativeMemory.Free(pointers);
    }

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, int* status, int options);
}
