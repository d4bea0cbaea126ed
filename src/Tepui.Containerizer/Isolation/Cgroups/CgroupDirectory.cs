using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>One cgroup in one hierarchy. What the kernel refuses is told with the file and the value.</summary>
internal readonly record struct CgroupDirectory(string Path)
{
    public bool Exists => Directory.Exists(Path);

    public CgroupDirectory Child(string name) => new(System.IO.Path.Combine(Path, name));

    public bool Has(string file) => File.Exists(System.IO.Path.Combine(Path, file));

    /// <exception cref="ContainerLaunchException">It cannot be made.</exception>
    public void Make(CgroupKernel kernel)
    {
        try
        {
            kernel.Make(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"the cgroup {Path} cannot be made: {e.Message}", e);
        }
    }

    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    /// <summary>Null when the kernel has no such file, or the cgroup is gone.</summary>
    public string? TryRead(string file)
    {
        try
        {
            string path = System.IO.Path.Combine(Path, file);
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file that holds one number; null when there is none, or <c>max</c> in it.</summary>
    public ulong? TryReadNumber(string file) =>
        TryRead(file) is { } text && ulong.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : null;

    /// <exception cref="ContainerLaunchException">The kernel does not take it.</exception>
    public void Write(string file, string value)
    {
        string path = System.IO.Path.Combine(Path, file);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(handle, Encoding.ASCII.GetBytes(value), 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"'{value}' cannot be written to {path}: {e.Message}", e);
        }
    }

    public void Write(string file, long value) => Write(file, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The processes in it, not those of its children.</summary>
    public IReadOnlyList<int> Processes() => Numbers("cgroup.procs");

    /// <summary>The threads in it; in version 1 the file is called <c>tasks</c>.</summary>
    public IReadOnlyList<int> Threads() => Numbers(Has("tasks") ? "tasks" : "cgroup.threads");

    /// <summary>Its children, the deepest first.</summary>
    public IEnumerable<CgroupDirectory> Descendants()
    {
        string[] children;
        try
        {
            children = Directory.GetDirectories(Path);
        }
        catch (IOException)
        {
            yield break;
        }

        foreach (string child in children)
        {
            var directory = new CgroupDirectory(child);
            foreach (CgroupDirectory deeper in directory.Descendants())
                yield return deeper;
            yield return directory;
        }
    }

    private List<int> Numbers(string file)
    {
        var numbers = new List<int>();
        foreach (ReadOnlySpan<char> line in (TryRead(file) ?? "").AsSpan().EnumerateLines())
        {
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                numbers.Add(number);
        }

        return numbers;
    }
}
