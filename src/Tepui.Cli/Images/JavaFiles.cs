using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Tepui.Cli.Node;

namespace Tepui.Cli.Images;

/// <summary>What an image needs of this machine to run ZooKeeper: Java, less what is for desktops and developers, and the server's jars.</summary>
internal sealed class JavaFiles
{
    private static readonly string[] Folders = ["conf", "lib/security", "lib/server"];

    private static readonly string[] Files =
    [
        "bin/java", "release", "lib/jvm.cfg", "lib/jvm.cfg-default", "lib/modules", "lib/tzdb.dat", "lib/libextnet.so", "lib/libjaas.so",
        "lib/libjava.so", "lib/libjimage.so", "lib/libjli.so", "lib/libjsig.so", "lib/libmanagement.so", "lib/libmanagement_ext.so",
        "lib/libnet.so", "lib/libnio.so", "lib/libprefs.so", "lib/libsyslookup.so", "lib/libverify.so", "lib/libzip.so",
    ];

    private JavaFiles(string home, IReadOnlyList<string> paths) => (Home, Paths) = (home, paths);

    /// <summary>Where Java is, there and here.</summary>
    public string Home { get; }

    /// <summary>Each has one path inside and outside.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <exception cref="ImageException">Java or ZooKeeper are not installed here.</exception>
    public static JavaFiles Find()
    {
        string java;
        try
        {
            java = ZooKeeperProgram.FindJava();
        }
        catch (NodeException e)
        {
            throw new ImageException($"the image {TepuiImage.NodeName} takes Java and ZooKeeper from this machine: {e.Message}", e);
        }

        string program = File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? java;
        string home = Path.GetDirectoryName(Path.GetDirectoryName(program))!;
        List<string> paths =
        [
            .. Files.Select(name => Path.Combine(home, name)).Where(File.Exists),
            .. Folders.Select(name => Path.Combine(home, name)).Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Where(File.Exists),
        ];
        paths.AddRange(SharedLibraries.Of(paths.Where(path => path.EndsWith(".so", StringComparison.Ordinal) || path.EndsWith("/bin/java", StringComparison.Ordinal))));
        foreach (string jar in (string[])[ZooKeeperProgram.Jar, ZooKeeperProgram.LogJar])
            AddJar(jar, paths);

        // The loader says where it found a library by way of the program's own folder.
        return new JavaFiles(home, [.. paths.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    public void Write(LayerWriter layer)
    {
        foreach (string path in Paths)
            layer.File(path, path);
    }

    /// <summary>A jar names those it needs in its manifest, and these do.</summary>
    private static void AddJar(string path, List<string> paths)
    {
        if (paths.Contains(path) || !File.Exists(path))
            return;
        paths.Add(path);
        using ZipArchive jar = ZipFile.OpenRead(path);
        if (jar.GetEntry("META-INF/MANIFEST.MF") is not { } entry)
            return;
        using var reader = new StreamReader(entry.Open());
        foreach (string needed in ClassPath(reader.ReadToEnd()))
            AddJar(Path.GetFullPath(needed, Path.GetDirectoryName(path)!), paths);
    }

    /// <summary>The jars that a manifest names; its lines go on after a line's end and a blank.</summary>
    internal static IReadOnlyList<string> ClassPath(string manifest)
    {
        const string Name = "Class-Path:";
        string unfolded = manifest.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);
        string? line = unfolded.Split('\n').FirstOrDefault(each => each.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return line is null ? [] : line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
