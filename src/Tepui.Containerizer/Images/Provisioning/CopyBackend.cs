using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>A copy of every layer over the one before, where the kernel has no overlays. Links in a root are never followed.</summary>
internal sealed class CopyBackend : IRootBackend
{
    private const string Copier = "/bin/cp";

    public string Name => "copy";

    public void Provision(IReadOnlyList<string> layers, string root, string scratch)
    {
        foreach (string layer in layers)
        {
            var removed = new List<string>();
            Clear(new DirectoryInfo(layer), root, removed);
            Copy(layer, root);

            // cp brought what overlayfs takes for a removed entry.
            foreach (string path in removed)
                File.Delete(path);
        }
    }

    /// <summary>Takes away from the root what a layer hides, and what a copy could not replace.</summary>
    private static void Clear(DirectoryInfo layer, string root, List<string> removed)
    {
        if (LayerMarks.IsOpaque(layer.FullName) && Directory.Exists(root))
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(root).EnumerateFileSystemInfos())
                Remove(entry);
        }

        foreach (FileSystemInfo entry in layer.EnumerateFileSystemInfos())
        {
            string place = Path.Combine(root, entry.Name);
            var there = new FileInfo(place);
            bool isLink = there.LinkTarget is not null;
            bool isFolder = !isLink && Directory.Exists(place);
            if (LayerMarks.IsWhiteout(entry.FullName))
            {
                removed.Add(place);
                Remove(isFolder ? new DirectoryInfo(place) : there);
            }
            else if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                if (isLink || File.Exists(place))
                    File.Delete(place);
                else
                    Clear(folder, place, removed);
            }
            else if (isFolder)
            {
                Remove(new DirectoryInfo(place));
            }
        }
    }

    private static void Remove(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo { LinkTarget: null } folder)
        {
            if (folder.Exists)
                folder.Delete(recursive: true);
        }
        else
        {
            entry.Delete();
        }
    }

    private static void Copy(string layer, string root)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            Copier, ["-a", "--reflink=auto", "--remove-destination", "-T", "--", layer, root])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        string said = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new IOException($"a layer cannot be copied to {root}: {said.Split('\n')[0]}");
    }
}
