using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Tepui.Protocol.Checksums;

namespace Tepui.Containerizer.Processes;

/// <summary>
/// The supervisor's program files, copied under a name made of their content: a supervisor runs for as long as its tasks
/// do, and a rebuild must not pull its assemblies away.
/// </summary>
internal static class SupervisorFiles
{
    public const string Assembly = "Tepui.Supervisor.dll";

    private static readonly string[] Names = [Assembly, "Tepui.Supervisor.runtimeconfig.json"];

    /// <summary>Copies the files into a folder of the directory unless they are there; returns the path of the assembly.</summary>
    /// <exception cref="ContainerLaunchException">A file is missing or cannot be copied.</exception>
    public static string Install(string source, string directory)
    {
        try
        {
            var contents = new List<(string Name, byte[] Bytes)>();
            string mark = "";
            foreach (string name in Names)
            {
                byte[] bytes = File.ReadAllBytes(Path.Combine(source, name));
                contents.Add((name, bytes));
                mark += $"{bytes.Length:x}-{Crc32C.Of(bytes):x8}.";
            }

            string folder = Path.Combine(directory, mark.TrimEnd('.'));
            if (!Directory.Exists(folder))
                Copy(contents, folder);
            RemoveOthers(directory, folder);
            return Path.Combine(folder, Assembly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException(
                $"cannot copy the supervisor's files from {source} to {directory}: {RuntimeDisk.Advice(directory, e.Message)}", e);
        }
    }

    /// <summary>The `dotnet` program that runs this process, which is the one to run the supervisor.</summary>
    /// <exception cref="ContainerLaunchException">It is not where the runtime lies.</exception>
    public static string FindDotnet()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/
        string path = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return File.Exists(path)
            ? path
            : throw new ContainerLaunchException($"there is no dotnet at {path} to run the supervisor; install the .NET runtime there");
    }

    /// <summary>Nothing runs from them: a supervisor is only started where none answers, and one that ends has loaded all it needs.</summary>
    private static void RemoveOthers(string directory, string folder)
    {
        foreach (string other in Directory.EnumerateDirectories(directory))
        {
            if (other != folder && File.Exists(Path.Combine(other, Assembly)))
                Directory.Delete(other, recursive: true);
        }
    }

    private static void Copy(List<(string Name, byte[] Bytes)> contents, string folder)
    {
        string fresh = $"{folder}.{Environment.ProcessId}";
        _ = Directory.CreateDirectory(fresh);
        foreach ((string name, byte[] bytes) in contents)
            File.WriteAllBytes(Path.Combine(fresh, name), bytes);
        try
        {
            Directory.Move(fresh, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(fresh, recursive: true);
        }
    }
}
