using System.Diagnostics;
using System.Formats.Tar;
using System.IO;
using System.Linq;

namespace Tepui.Testing.Docker;

/// <summary>A root file system of Debian's busybox-static, as <c>docker import</c> takes it.</summary>
public static class BusyboxImage
{
    private const UnixFileMode Program = (UnixFileMode)0x1ED; // 0755

    public static byte[] Make()
    {
        string busybox = new[] { "/usr/bin/busybox", "/bin/busybox" }.First(File.Exists);
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, leaveOpen: true))
        {
            Add(tar, new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = Program, DataStream = File.OpenRead(busybox) });
            foreach (string applet in Applets(busybox).Where(name => name != "busybox"))
                Add(tar, new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
            Add(tar, Text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n"));
            Add(tar, Text("etc/group", "root:x:0:\nnogroup:x:65534:\n"));
            Add(tar, new PaxTarEntry(TarEntryType.Directory, "tmp") { Mode = (UnixFileMode)0x3FF });
            Add(tar, new PaxTarEntry(TarEntryType.Directory, "root") { Mode = Program });
        }

        return content.ToArray();
    }

    private static void Add(TarWriter tar, PaxTarEntry entry)
    {
        tar.WriteEntry(entry);
        entry.DataStream?.Dispose();
    }

    private static PaxTarEntry Text(string name, string text) => new(TarEntryType.RegularFile, name)
    {
        Mode = (UnixFileMode)0x1A4, // 0644
        DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
    };

    private static string[] Applets(string busybox)
    {
        using Process process = Process.Start(new ProcessStartInfo(busybox, "--list") { RedirectStandardOutput = true, UseShellExecute = false })!;
        string[] names = process.StandardOutput.ReadToEnd().Split('\n', System.StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return names;
    }
}
