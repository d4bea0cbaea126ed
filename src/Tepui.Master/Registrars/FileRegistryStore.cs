using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;

namespace Tepui.Master.Registrars;

/// <summary>
/// The registry as one file: written beside itself, synced, renamed into place, and the directory synced, so that a
/// crash at any moment leaves the old one or the new one whole.
/// </summary>
public sealed class FileRegistryStore(string directory) : IRegistryStore
{
    private readonly string _path = Path.Combine(directory, "registry");

    private long _size;

    public long SizeBytes => Volatile.Read(ref _size);

    public async Task<RegistryState> LoadAsync()
    {
        try
        {
            Directory.CreateDirectory(directory);
            if (!File.Exists(_path))
            {
                return RegistryState.Empty;
            }

            byte[] bytes = await File.ReadAllBytesAsync(_path).ConfigureAwait(false);
            RegistryState registry = RegistryEncoding.Decode(bytes);
            Volatile.Write(ref _size, bytes.Length);
            return registry;
        }
        catch (InvalidDataException exception)
        {
            throw new RegistryException(
                $"{_path}: the registry cannot be read: {exception.Message}. Put a copy back, or move the file away: "
                + "agents then register anew, and tasks that run on them are killed.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"{_path}: the registry cannot be read: {exception.Message} See --work_dir.", exception);
        }
    }

    public Task StoreAsync(RegistryState registry) => Task.Run(() => Store(registry));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Store(RegistryState registry)
    {
        string next = _path + ".next";
        try
        {
            long size;
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                RegistryEncoding.Write(registry, file);
                size = file.Length;
                file.Flush(flushToDisk: true);
            }

            File.Move(next, _path, overwrite: true);
            DirectorySync.Sync(directory);
            Volatile.Write(ref _size, size);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"{_path}: the registry cannot be written: {exception.Message}", exception);
        }
    }
}
