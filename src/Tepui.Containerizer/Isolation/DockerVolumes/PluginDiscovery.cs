using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Tepui.Containerizer.Files;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>
/// Finds a plug-in by its name as dockerd does: a socket NAME.sock, else a file NAME.spec or NAME.json that says where it listens, each
/// also in a folder of its name (https://docs.docker.com/engine/extend/plugin_api/, "Plugin discovery").
/// </summary>
internal static class PluginDiscovery
{
    private const uint SocketType = 0xC000;
    private const int LongestSpecification = 64 * 1024;

    /// <exception cref="PluginException">There is none; the message says what to do.</exception>
    public static PluginAddress Find(string driver, IReadOnlyList<string> directories)
    {
        if (!IsName(driver))
        {
            throw new PluginException(
                $"'{PluginText.OneLine(driver)}' is no name of a plug-in: it may hold letters, digits, '_', '.' and '-', and begins with a letter or a digit");
        }

        foreach (string path in directories.SelectMany(directory => Candidates(directory, driver, ".sock")))
        {
            if (FileStatus.TryRead(path, out FileStatus status) && status.Type == SocketType)
                return PluginAddress.OfSocket(path);
        }

        foreach (string path in directories.SelectMany(
            directory => Candidates(directory, driver, ".spec").Concat(Candidates(directory, driver, ".json"))))
        {
            if (File.Exists(path))
                return Read(path);
        }

        throw new PluginException(
            $"there is no plug-in '{driver}' on this machine: no {driver}.sock, {driver}.spec or {driver}.json in "
            + $"{string.Join(':', directories)} (--docker_volume_plugin_dirs); install and start it");
    }

    /// <summary>Drivers come from frameworks, and become part of a path.</summary>
    private static bool IsName(string driver) =>
        driver.Length is > 0 and <= 128
        && char.IsAsciiLetterOrDigit(driver[0])
        && driver.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');

    private static string[] Candidates(string directory, string driver, string ending) =>
        [Path.Combine(directory, driver + ending), Path.Combine(directory, driver, driver + ending)];

    private static PluginAddress Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LongestSpecification)
                throw new PluginException($"{path} is too large for a plug-in's specification");
            string text = File.ReadAllText(path);
            if (!path.EndsWith(".json", StringComparison.Ordinal))
                return PluginAddress.Parse(text.Trim(), path);
            PluginSpecification? specification = JsonSerializer.Deserialize(text, PluginJson.Default.PluginSpecification);
            return specification is { Tls: { ValueKind: JsonValueKind.Object } }
                ? throw new PluginException($"{path} wants TLS, which is not supported yet for plug-ins: have it listen on a Unix socket")
                : PluginAddress.Parse(specification?.Address ?? "", path);
        }
        catch (JsonException e)
        {
            throw new PluginException($"{path} is no JSON object as {{\"Addr\": \"unix:///run/x.sock\"}}: {PluginText.OneLine(e.Message)}", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"{path} cannot be read: {e.Message}", inner: e);
        }
    }
}
