using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>
/// The networks there are: a file each in one folder. It is read for every container that asks for one, so that what was added, changed
/// or taken away holds from the next container on.
/// </summary>
internal sealed class NetworkConfigurations(CniOptions options)
{
    /// <exception cref="ContainerLaunchException">There is none of that name; the message has the files that could not be read.</exception>
    public NetworkConfiguration Find(string name)
    {
        if (options.ConfigurationDirectory is not { } directory)
        {
            throw new ContainerLaunchException(
                $"Unknown CNI network '{name}': the agent has no networks; it is given some by --network_cni_config_dir and --network_cni_plugins_dir");
        }

        var faults = new List<string>();
        foreach (string path in Files(directory))
        {
            try
            {
                NetworkConfiguration found = NetworkConfiguration.Parse(File.ReadAllText(path));
                if (found.Name != name)
                    continue;
                CheckPlugins(found, path);
                return found;
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                faults.Add($"{path} is left out, because {e.Message}");
            }
        }

        string left = faults.Count > 0 ? "; " + string.Join("; ", faults) : "";
        throw new ContainerLaunchException($"Unknown CNI network '{name}': no file in {directory} describes it{left}");
    }

    /// <summary>In the plug-ins' folders and nowhere else.</summary>
    public string? PathOf(string type) =>
        type.Contains('/', StringComparison.Ordinal)
            ? null
            : options.PluginDirectories.Select(folder => Path.Combine(folder, type)).FirstOrDefault(File.Exists);

    private static string[] Files(string directory)
    {
        try
        {
            string[] files = Directory.GetFiles(directory);
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"the CNI networks in {directory} (--network_cni_config_dir) cannot be read: {e.Message}", e);
        }
    }

    private void CheckPlugins(NetworkConfiguration network, string path)
    {
        IEnumerable<string> types = network.Plugins
            .SelectMany(plugin => ((System.Text.Json.Nodes.JsonObject?[])[plugin, plugin["ipam"] as System.Text.Json.Nodes.JsonObject]))
            .Select(json => NetworkConfiguration.Text(json, "type"))
            .OfType<string>();
        if (types.FirstOrDefault(type => PathOf(type) is null && type != PortMapper.Type) is { } missing)
        {
            throw new ContainerLaunchException(
                $"the CNI network '{network.Name}' cannot be joined: its plug-in '{missing}' (named in {path}) is not in "
                + $"{string.Join(':', options.PluginDirectories)} (--network_cni_plugins_dir)");
        }
    }
}
