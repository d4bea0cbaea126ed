using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>Layers beneath a writable folder of the container's own.</summary>
internal sealed class OverlayBackend : IRootBackend
{
    /// <summary>The kernel takes a page of options.</summary>
    private const int LongestOptions = 4000;

    public string Name => "overlay";

    public void Provision(IReadOnlyList<string> layers, string root, string scratch)
    {
        string upper = Directory.CreateDirectory(Path.Combine(scratch, "upper")).FullName;
        string work = Directory.CreateDirectory(Path.Combine(scratch, "work")).FullName;

        // The root's own mode and owner are the topmost folder's.
        File.SetUnixFileMode(upper, File.GetUnixFileMode(layers[^1]));

        // A layer that comes twice counts where it is topmost: it hides all it could bring below.
        List<string> topmostFirst = [.. layers.Reverse().Distinct()];
        string options = Options(topmostFirst, upper, work);
        if (options.Length < LongestOptions && !options.Contains('\\', StringComparison.Ordinal))
        {
            HostMounts.Overlay(root, options);
            return;
        }

        string links = Directory.CreateTempSubdirectory("tepui-").FullName;
        try
        {
            HostMounts.Overlay(root, Options([.. topmostFirst.Select((layer, i) => Link(links, i, layer))], Link(links, 'u', upper), Link(links, 'w', work)));
        }
        finally
        {
            Directory.Delete(links, recursive: true);
        }
    }

    /// <summary>Whether layers here can be stacked for roots there, tried out.</summary>
    public static bool IsUsable(string store, string place)
    {
        string trial = Path.Combine(place, "trial-" + Guid.NewGuid().ToString("N"));
        string layer = Path.Combine(store, "trial-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(layer);
            string root = Directory.CreateDirectory(Path.Combine(trial, "root")).FullName;
            new OverlayBackend().Provision([layer], root, Directory.CreateDirectory(Path.Combine(trial, "scratch")).FullName);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            HostMounts.DetachBelow(trial);
            foreach (string folder in (string[])[trial, layer])
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string Options(List<string> layers, string upper, string work) =>
        $"lowerdir={string.Join(':', layers.Select(Escaped))},upperdir={Escaped(upper)},workdir={Escaped(work)}";

    private static string Escaped(string path) =>
        path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);

    private static string Link(string folder, object name, string target)
    {
        string link = Path.Combine(folder, name.ToString()!);
        File.CreateSymbolicLink(link, target);
        return link;
    }
}
