using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Tepui.Cli.Images;

/// <summary>
/// What an image needs of this machine: the program that runs here, the .NET runtime it runs on, and the shared libraries
/// these need. Nothing is built or downloaded for it.
/// </summary>
internal sealed class ProgramFiles
{
    public const string Program = ProgramFolder + "/tepui";

    private const string ProgramFolder = "/opt/tepui/program";
    private const string RuntimeFolder = "/opt/tepui/dotnet";
    private const string Certificates = "/etc/ssl/certs/ca-certificates.crt";
    private const string BusyBox = "/bin/busybox";

    /// <summary>Loaded by name when needed, so that ldd does not see them: what HTTPS takes.</summary>
    private static readonly string[] LoadedByName = ["libssl.so.3", "libcrypto.so.3"];

    private static readonly UnixFileMode Everybody = (UnixFileMode)0x3FF;

    private readonly List<(string Source, string Target)> _files = [];

    private ProgramFiles()
    {
    }

    public static IReadOnlyList<string> Environment { get; } =
        ["PATH=/opt/tepui/program:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "DOTNET_ROOT=" + RuntimeFolder];

    /// <summary>Says whether an image was made of these very files.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>When the newest of the files was made, which is when the images were, for those who ask.</summary>
    public DateTime Newest { get; private set; }

    public IReadOnlyList<(string Source, string Target)> Files => _files;

    /// <summary>Looks for all files.</summary>
    /// <exception cref="ImageException">Something needed is missing.</exception>
    public static ProgramFiles Find()
    {
        var files = new ProgramFiles();
        files.AddTree(AppContext.BaseDirectory, ProgramFolder);
        string framework = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
        string version = Path.GetFileName(framework);
        string shared = Path.GetDirectoryName(Path.GetDirectoryName(framework))!;
        string root = Path.GetDirectoryName(shared)!;
        string host = Path.Combine(root, "host", "fxr");
        string web = Path.Combine(shared, "Microsoft.AspNetCore.App", version);
        if (!File.Exists(Path.Combine(root, "dotnet")) || !Directory.Exists(host) || !Directory.Exists(web))
            throw new ImageException($"{root} holds no whole .NET runtime {version} with ASP.NET Core: install it, or set DOTNET_ROOT to one that is");
        files._files.Add((Path.Combine(root, "dotnet"), RuntimeFolder + "/dotnet"));
        files.AddTree(framework, $"{RuntimeFolder}/shared/Microsoft.NETCore.App/{version}");
        files.AddTree(web, $"{RuntimeFolder}/shared/Microsoft.AspNetCore.App/{version}");
        string newest = Directory.GetDirectories(host).Order(StringComparer.Ordinal).Last();
        files.AddTree(newest, $"{RuntimeFolder}/host/fxr/{Path.GetFileName(newest)}");
        files.AddLibraries();
        files.Fingerprint = Print(files._files);
        files.Newest = files._files.Max(file => File.GetLastWriteTimeUtc(file.Source));
        return files;
    }

    /// <summary>The layer that all images share.</summary>
    public void WriteBase(LayerWriter layer)
    {
        foreach ((string source, string target) in _files)
            layer.File(source, target);
        if (File.Exists(Certificates))
            layer.File(Certificates, Certificates);
        layer.Text("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n", "/etc/passwd");
        layer.Text("root:x:0:\nnogroup:x:65534:\n", "/etc/group");
        layer.Directory("/root");
        layer.Directory("/tmp", Everybody);
    }

    /// <summary>A shell and the usual tools, for images that start tasks: busybox where there is one, else the shell alone.</summary>
    public static void WriteTools(LayerWriter layer)
    {
        if (File.Exists(BusyBox) && SharedLibraries.Of([BusyBox]).Count == 0)
        {
            layer.File(BusyBox, "/bin/busybox");
            foreach (string tool in Tools.Of(BusyBox))
                layer.Link("/bin/" + tool, "busybox");
            return;
        }

        layer.File("/bin/sh", "/bin/sh");
        foreach (string library in SharedLibraries.Of(["/bin/sh"]))
            layer.File(library, library);
    }

    private void AddTree(string source, string target)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !IsForDebuggers(file));
        foreach (string file in files.Order(StringComparer.Ordinal))
            _files.Add((file, target + "/" + Path.GetRelativePath(source, file)));
    }

    private void AddLibraries()
    {
        string[] native = [.. _files.Select(file => file.Source).Where(IsNative)];
        IReadOnlyList<string> found = SharedLibraries.Of(native);
        string folder = Path.GetDirectoryName(found.First(path => Path.GetFileName(path) == "libc.so.6"))!;
        foreach (string path in found.Concat(LoadedByName.Select(name => Path.Combine(folder, name)).Where(File.Exists)))
            _files.Add((path, path));
    }

    /// <summary>Of what is for Kerberos only, the libraries are left out: nothing here loads them.</summary>
    private static bool IsNative(string path) =>
        (path.EndsWith(".so", StringComparison.Ordinal) || Path.GetFileName(path) is "dotnet" or "tepui")
        && Path.GetFileName(path) != "libSystem.Net.Security.Native.so";

    private static bool IsForDebuggers(string path) =>
        Path.GetFileName(path) is "createdump" or "libmscordaccore.so" or "libmscordbi.so" or "libcoreclrtraceptprovider.so";

    /// <summary>Differs when the files do.</summary>
    public static string Print(IEnumerable<(string Source, string Target)> files)
    {
        var text = new StringBuilder();
        foreach ((string source, string target) in files)
        {
            var file = new FileInfo(source);
            text.Append(CultureInfo.InvariantCulture, $"{target} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
