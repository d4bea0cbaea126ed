using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Kernel.Registry;
using Tepui.Master.Logging;

namespace Tepui.Master.Registrars;

/// <summary>
/// The registry as one file: written beside itself, synced, renamed into place, and the directory synced, so that a crash at any
/// moment leaves the old one or the new one whole. The one before is kept for the day when a disk damages the last.
/// </summary>
/// <param name="logger">Told in one line when the last registry cannot be used and the one before is.</param>
public sealed class FileRegistryStore(string directory, ILogger? logger = null) : IRegistryStore
{
    private readonly RegistryFiles _files = new(directory);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    private RegistryLock? _lock;
    private RegistryStamp _last;
    private bool _lastIsDamaged;
    private long _size;

    public long SizeBytes => Volatile.Read(ref _size);

    public async Task<RegistryState> LoadAsync()
    {
        try
        {
            return await LoadLockedAsync().ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task StoreAsync(RegistryState registry) => Task.Run(() => Store(registry));

    public ValueTask DisposeAsync()
    {
        _lock?.Dispose();
        _lock = null;
        return ValueTask.CompletedTask;
    }

    private async Task<RegistryState> LoadLockedAsync()
    {
        try
        {
            Directory.CreateDirectory(directory);
            _lock ??= RegistryLock.Take(directory);
            byte[]? bytes = await ReadAsync(_files.Current).ConfigureAwait(false);
            byte[]? previous = bytes is null ? await ReadAsync(_files.Previous).ConfigureAwait(false) : null;
            if (bytes is null && previous is null)
            {
                return RegistryState.Empty;
            }

            RegistryState registry;
            string? fault = "it is missing";
            if (bytes is null || !TryDecode(bytes, out registry!, out fault))
            {
                previous ??= await ReadAsync(_files.Previous).ConfigureAwait(false);
                registry = UsePrevious(previous, fault);
                _lastIsDamaged = bytes is not null;
            }

            _last = RegistryStamp.Of(bytes);
            Volatile.Write(ref _size, (bytes is null || _lastIsDamaged ? previous! : bytes).Length);
            return registry;
        }
        catch (NewerRegistryException exception)
        {
            throw new RegistryException(
                $"{_files.Current}: the registry cannot be read: {exception.Message}. Nothing was changed: start the newer program, or give this "
                + "one a --work_dir of its own.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"{_files.Current}: the registry cannot be read: {exception.Message} See --work_dir.", exception);
        }
    }

    private static async Task<byte[]?> ReadAsync(string path) => File.Exists(path) ? await File.ReadAllBytesAsync(path).ConfigureAwait(false) : null;

    private static bool TryDecode(byte[] bytes, out RegistryState? registry, out string? fault)
    {
        try
        {
            registry = RegistryEncoding.Decode(bytes);
            fault = null;
            return true;
        }
        catch (InvalidDataException exception)
        {
            registry = null;
            fault = exception.Message;
            return false;
        }
    }

    private RegistryState UsePrevious(byte[]? previous, string? fault)
    {
        if (previous is null || !TryDecode(previous, out RegistryState? registry, out string? previousFault))
        {
            throw new RegistryException(
                $"{_files.Current}: the registry cannot be read: {fault}; the one before it{(previous is null ? " is not there" : " cannot be read either")}. "
                + "Put a copy back, or move both away: agents are then admitted anew with their tasks, but agents marked gone, weights, quotas and "
                + "maintenance are forgotten.");
        }

        DateTime written = File.GetLastWriteTimeUtc(_files.Previous);
        Log.PreviousRegistryUsed(_logger, _files.Current, fault!, _files.Previous, written);
        return registry!;
    }

    private void Store(RegistryState registry)
    {
        if (_lock is null)
        {
            throw new InvalidOperationException("a registry is loaded before it is stored");
        }

        RegistryStamp stamp;
        try
        {
            if (RegistryStamp.OfFile(_files.Current) is { } there && there != _last)
            {
                throw new RegistryException($"{_files.Current} was changed by another program") { IsDeposed = true };
            }

            stamp = WriteNext(registry);
            _files.KeepAs(_lastIsDamaged ? _files.Damaged : _files.Previous);
            File.Move(_files.Next, _files.Current, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _files.RemoveNext();
            throw new RegistryException($"{_files.Current}: the registry cannot be written: {exception.Message}", exception);
        }

        _last = stamp;
        _lastIsDamaged = false;
        Volatile.Write(ref _size, stamp.Length);
        try
        {
            DirectorySync.Sync(directory);
        }
        catch (IOException exception)
        {
            // It is there now; whether it is after a power cut nobody can say.
            throw new RegistryException($"{_files.Current}: the registry may not last: {exception.Message}", exception) { IsDeposed = true };
        }
    }

    private RegistryStamp WriteNext(RegistryState registry)
    {
        using var file = new FileStream(_files.Next, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        RegistryEncoding.Write(registry, file);
        file.Flush(flushToDisk: true);
        return RegistryStamp.Of(file);
    }
}
