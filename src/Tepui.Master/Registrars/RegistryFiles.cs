using System;
using System.IO;

namespace Tepui.Master.Registrars;

/// <summary>The files that a registry's directory has, and how one takes the place of another.</summary>
internal sealed class RegistryFiles(string directory)
{
    public string Current { get; } = Path.Combine(directory, "registry");

    /// <summary>What was the current one before the last write.</summary>
    public string Previous { get; } = Path.Combine(directory, "registry.previous");

    /// <summary>One that could not be used, for whoever wants to know why.</summary>
    public string Damaged { get; } = Path.Combine(directory, "registry.damaged");

    /// <summary>On its way to become the current one.</summary>
    public string Next { get; } = Path.Combine(directory, "registry.next");

    private string Kept { get; } = Path.Combine(directory, "registry.kept");

    /// <summary>The current one under another name too, in place of what had that name. Nothing when there is none.</summary>
    public void KeepAs(string name)
    {
        if (!File.Exists(Current))
        {
            return;
        }

        File.Delete(Kept);
        if (Libc.Link(Current, Kept) < 0)
        {
            Copy();
        }

        File.Move(Kept, name, overwrite: true);
    }

    /// <summary>Removes what a write that failed has left: it may take the last of a full disk.</summary>
    public void RemoveNext()
    {
        try
        {
            File.Delete(Next);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next write does it, or says what is wrong.
        }
    }

    /// <summary>For file systems that know no links.</summary>
    private void Copy()
    {
        File.Copy(Current, Kept);
        using var file = new FileStream(Kept, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.Flush(flushToDisk: true);
    }
}
