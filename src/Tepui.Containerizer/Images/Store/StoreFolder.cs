using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Images.Store;

/// <summary>The folder of a store of images: one agent's at a time, with a place for what is being made or removed.</summary>
/// <param name="flag">What names it, for messages.</param>
internal sealed partial class StoreFolder(string root, string flag, ILogger logger) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ILogger _logger = logger;

    /// <summary>Two agents would remove what the other uses.</summary>
    private FileStream? _lock;

    public string Root => root;

    /// <summary>Nothing of it means anything to the next process.</summary>
    private string Staging => Path.Combine(root, "staging");

    public string NewStaging() => Path.Combine(Staging, Guid.NewGuid().ToString("N"));

    /// <summary>Makes the folders, and removes what an earlier process had begun.</summary>
    /// <returns>False when it was open already.</returns>
    /// <exception cref="IOException">It cannot be used, or another agent does.</exception>
    public bool Open(IEnumerable<string> folders)
    {
        if (_lock is not null)
            return false;
        Directory.CreateDirectory(root);
        try
        {
            _lock = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new IOException($"{root} is another agent's store of images: give each its own by {flag}", e);
        }

        foreach (string folder in (string[])[.. folders, Staging])
            Directory.CreateDirectory(folder, OwnerOnly);
        foreach (string leftover in Directory.EnumerateFileSystemEntries(Staging))
            Remove(leftover);
        return true;
    }

    /// <summary>Of what lies in staging; what stays of it is tried again at the next start.</summary>
    public void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
                VolumeDirectories.Remove(Staging, path);
            else
                File.Delete(path);
        }
        catch (IOException e)
        {
            NotRemoved(path, e.Message);
        }
    }

    public void Dispose() => _lock?.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be removed yet: {Reason}")]
    private partial void NotRemoved(string path, string reason);
}
