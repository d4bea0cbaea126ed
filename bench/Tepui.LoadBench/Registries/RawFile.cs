using System.IO;
using Tepui.Master.Registrars;

namespace Tepui.LoadBench.Registries;

/// <summary>The least that makes bytes durable in place of others: write, fsync, rename, fsync of the folder.</summary>
internal sealed class RawFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "raw");

    public void Write(byte[] bytes)
    {
        using (var file = new FileStream(_path + ".next", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(_path + ".next", _path, overwrite: true);
        DirectorySync.Sync(folder);
    }
}
