using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Tepui.Containerizer.Resolvers;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>The files of a network namespace that every program reads: who it is, who others are, whom it asks.</summary>
internal static class NetworkFiles
{
    private const string Hosts = "hosts";
    private const string Hostname = "hostname";
    private const string Resolver = "resolv.conf";

    private static readonly string[] Guarded = ["nosuid", "nodev", "noexec"];

    public static void Write(AttachmentFolder folder, string hostname, IReadOnlyList<Attachment> attachments, DefaultResolvers defaults)
    {
        PluginResult[] results = [.. attachments.Select(attachment => attachment.Result).OfType<PluginResult>()];
        File.WriteAllText(folder.At(Hostname), hostname + "\n");
        string? own = (results.Select(result => result.Version4).OfType<System.Net.IPAddress>().FirstOrDefault()
            ?? results.SelectMany(result => result.Addresses).FirstOrDefault())?.ToString();
        File.WriteAllText(folder.At(Hosts), "127.0.0.1 localhost\n" + (own is null ? "" : $"{own} {hostname}\n"));

        // Of several networks all are asked; what there is one of is the last one's. Defaults are for who would have nobody to ask.
        ResolverSettings[] asked = [.. results.Select(result => result.Resolver).OfType<ResolverSettings>()];
        if (asked.Length == 0)
            asked = [.. attachments.Select(attachment => defaults.ForCni(attachment.Network.Name)).OfType<ResolverSettings>()];
        if (asked.Length > 0)
            File.WriteAllText(folder.At(Resolver), ResolverText(asked));
    }

    /// <summary>What a container sees in place of the host's files; those of its own network, with the host's where it has none.</summary>
    public static IEnumerable<PlannedMount> Mounts(AttachmentFolder folder)
    {
        foreach (string name in (string[])[Hosts, Hostname, Resolver])
        {
            string path = File.Exists(folder.At(name)) ? folder.At(name) : "/etc/" + name;
            if (File.Exists(path))
                yield return new PlannedMount("bind", path, "/etc/" + name, Guarded);
        }
    }

    /// <summary>The host's own files, for a container that has another root and the host's network.</summary>
    public static IEnumerable<PlannedMount> HostMounts() => ((string[])[Hosts, Hostname, Resolver])
        .Select(name => "/etc/" + name)
        .Where(File.Exists)
        .Select(path => new PlannedMount("bind", path, path, [.. Guarded, "ro"]));

    private static string ResolverText(ResolverSettings[] asked)
    {
        var text = new StringBuilder();
        void Line(string keyword, IEnumerable<string> values)
        {
            string all = string.Join(' ', values);
            if (all.Length > 0)
                text.Append(keyword).Append(' ').Append(all).Append('\n');
        }

        Line("domain", asked.Select(one => one.Domain).OfType<string>().TakeLast(1));
        Line("search", asked.SelectMany(one => one.Search));
        Line("options", asked.SelectMany(one => one.Options));
        foreach (string server in asked.SelectMany(one => one.NameServers).Distinct())
            Line("nameserver", [server]);
        return text.ToString();
    }
}
