using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Values;

/// <summary>
/// A value that may be larger than a node, replaced as a whole, by one writer at a time: who takes it may replace it until another
/// takes it. Whoever was overtaken learns so at the next write and changes nothing.
/// </summary>
/// <remarks>
/// A node holds the value, or where its parts are: those are written first, each only while the node is as this writer left it, under
/// names never used before; then the node is set if it has the version that is known; then the parts of the value before are removed.
/// What a writer that crashed left behind is removed by the next that takes the value. One call at a time.
/// </remarks>
/// <param name="path">Of the node; those above it are made when they are missing.</param>
/// <param name="partBytes">How much goes into one node; a server takes 1 MB at most, path and all (jute.maxbuffer).</param>
public sealed class VersionedValue(IZooKeeperSession session, string path, int partBytes = VersionedValue.DefaultPartBytes)
{
    public const int DefaultPartBytes = 512 * 1024;

    private const int MostAttempts = 20;

    private readonly Guid _writer = Guid.NewGuid();
    private (ValueManifest Manifest, int Version)? _held;
    private long _generation;
    private Task _sweeping = Task.CompletedTask;
    private bool _leftParts;
    private long _storedBytes;

    /// <summary>What the value takes in ZooKeeper; 0 when there is none, or none was read.</summary>
    public long StoredBytes => Volatile.Read(ref _storedBytes);

    /// <summary>Reads the value and takes it over: whoever took it before can replace it no more.</summary>
    /// <returns>Null when there is none yet.</returns>
    /// <exception cref="InvalidDataException">The node or its parts are damaged, another's, or of a newer program. Nothing was changed.</exception>
    /// <exception cref="ZooKeeperException"/>
    public async Task<byte[]?> TakeAsync(CancellationToken cancellation = default)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            NodeData? node = await FindAsync(cancellation).ConfigureAwait(false);
            if (node is null)
            {
                if (await CreateAsync(cancellation).ConfigureAwait(false))
                {
                    return null;
                }

                continue;
            }

            ValueManifest found = Decode(node);
            (bool whole, byte[]? value) = await TryReadAsync(found, node.Stat.Version, cancellation).ConfigureAwait(false);
            if (!whole)
            {
                continue;
            }

            // The value stays as it is; its version does not, and with it ends whatever another writer was about to do.
            _generation = found.Generation + 1;
            ValueManifest taken = found with { Writer = _writer, Generation = _generation };
            if (await TrySetAsync(taken, node.Stat.Version, cancellation).ConfigureAwait(false) is { } version)
            {
                Hold(taken, version);
                await SweepAsync(taken, version).ConfigureAwait(false);
                return value;
            }
        }

        throw new ZooKeeperException(ZooKeeperError.BadVersion, $"{path}: another replaces it all the time");
    }

    /// <summary>Reads the value and leaves it to whoever has it.</summary>
    /// <returns>Null when there is none yet.</returns>
    /// <exception cref="InvalidDataException">The node or its parts are damaged, another's, or of a newer program.</exception>
    /// <exception cref="ZooKeeperException"/>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellation = default)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            NodeData? node = await FindAsync(cancellation).ConfigureAwait(false);
            if (node is null)
            {
                return null;
            }

            (bool whole, byte[]? value) = await TryReadAsync(Decode(node), node.Stat.Version, cancellation).ConfigureAwait(false);
            if (whole)
            {
                return value;
            }
        }

        throw new ZooKeeperException(ZooKeeperError.BadVersion, $"{path}: another replaces it all the time");
    }

    /// <summary>Completes once the value is stored by most of the servers.</summary>
    /// <exception cref="ZooKeeperException">
    /// <see cref="ZooKeeperError.BadVersion"/>: another took it, which holds for ever; nothing was changed. Others: what was stored before stands,
    /// but for <see cref="ZooKeeperError.SessionEnded"/>, where nobody knows.
    /// </exception>
    public async Task ReplaceAsync(ReadOnlyMemory<byte> value, CancellationToken cancellation = default)
    {
        if (_generation == 0)
        {
            throw new InvalidOperationException("a value is taken before it is replaced");
        }

        (ValueManifest before, int expected) = _held ?? throw Overtaken();
        await _sweeping.ConfigureAwait(false);
        (ValuePacking packing, ReadOnlyMemory<byte> packed) = ValuePacker.Pack(value);
        _generation++;
        var manifest = new ValueManifest(
            _writer, _generation, packing, value.Length, packed.Length, ValueChecksum.Of(packed.Span), Prefix: "", Parts: 0, Inline: packed);
        if (packed.Length > partBytes)
        {
            manifest = manifest with
            {
                Prefix = ValuePart.Prefix(_writer, _generation),
                Parts = (packed.Length + partBytes - 1) / partBytes,
                Inline = ReadOnlyMemory<byte>.Empty,
            };
            _leftParts = true;
            await WritePartsAsync(manifest, packed, expected, cancellation).ConfigureAwait(false);
        }

        int version = await TrySetAsync(manifest, expected, cancellation).ConfigureAwait(false) ?? throw Lost();
        Hold(manifest, version);
        if (before.Parts > 0 || _leftParts)
        {
            _leftParts = false;
            _sweeping = SweepAsync(manifest, version);
        }
    }

    /// <summary>Completes when nothing is being removed any more.</summary>
    public Task DrainAsync() => _sweeping;

    private static bool IsOpen(ZooKeeperException exception) => exception.Error is ZooKeeperError.ConnectionLoss or ZooKeeperError.OperationTimeout;

    /// <summary>Reads do not mind to be done twice.</summary>
    private static async Task<T> ReadAgainAsync<T>(Func<Task<T>> read)
    {
        while (true)
        {
            try
            {
                return await read().ConfigureAwait(false);
            }
            catch (ZooKeeperException exception) when (IsOpen(exception))
            {
                // The next call waits for the next connection, or says that the session is over.
            }
        }
    }

    private async Task<NodeData?> FindAsync(CancellationToken cancellation)
    {
        try
        {
            return await ReadAgainAsync(async () =>
            {
                await session.SyncAsync(path, cancellation).ConfigureAwait(false);
                return (await session.GetAsync(path, cancellation: cancellation).ConfigureAwait(false)).Value;
            }).ConfigureAwait(false);
        }
        catch (ZooKeeperException exception) when (exception.Error is ZooKeeperError.NoNode)
        {
            return null;
        }
    }

    private async Task<bool> CreateAsync(CancellationToken cancellation)
    {
        _generation = 1;
        ValueManifest none = ValueManifest.None(_writer, _generation);
        for (int end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
        {
            await CreateAsync(path[..end], ReadOnlyMemory<byte>.Empty, cancellation).ConfigureAwait(false);
        }

        if (!await CreateAsync(path, none.Encode(), cancellation).ConfigureAwait(false))
        {
            return false;
        }

        Hold(none, 0);
        return true;
    }

    /// <returns>Whether it was made now; another's, and one whose answer was lost, are read instead.</returns>
    private async Task<bool> CreateAsync(string node, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        try
        {
            await session.CreateAsync(node, data, NodeKind.Persistent, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ZooKeeperException exception) when (exception.Error is ZooKeeperError.NodeExists || IsOpen(exception))
        {
            return false;
        }
    }

    private ValueManifest Decode(NodeData node)
    {
        try
        {
            return ValueManifest.Decode(node.Bytes);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    /// <returns>Not whole when another replaced the value while it was read.</returns>
    private async Task<(bool Whole, byte[]? Value)> TryReadAsync(ValueManifest manifest, int version, CancellationToken cancellation)
    {
        if (manifest.IsNone)
        {
            return (true, null);
        }

        try
        {
            byte[] packed = manifest.Parts == 0 ? manifest.Inline.ToArray() : await ReadPartsAsync(manifest, cancellation).ConfigureAwait(false);
            if (packed.Length != manifest.StoredLength || ValueChecksum.Of(packed) != manifest.Checksum)
            {
                throw new InvalidDataException("the checksum of its parts is wrong: one of them was changed");
            }

            byte[] value = ValuePacker.Unpack(manifest.Packing, packed, manifest.Length);
            Volatile.Write(ref _storedBytes, packed.Length);
            return (true, value);
        }
        catch (InvalidDataException exception)
        {
            NodeData? now = await FindAsync(cancellation).ConfigureAwait(false);
            return now?.Stat.Version != version
                ? (false, null)
                : throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    private async Task<byte[]> ReadPartsAsync(ValueManifest manifest, CancellationToken cancellation)
    {
        byte[][] parts = await Task.WhenAll(Enumerable.Range(0, manifest.Parts).Select(async number =>
        {
            string name = ValuePart.Name(manifest.Prefix, number);
            try
            {
                return (await ReadAgainAsync(() => session.GetAsync($"{path}/{name}", cancellation: cancellation)).ConfigureAwait(false)).Value.Bytes;
            }
            catch (ZooKeeperException exception) when (exception.Error is ZooKeeperError.NoNode)
            {
                throw new InvalidDataException($"its part {name} is missing", exception);
            }
        })).ConfigureAwait(false);
        byte[] packed = new byte[parts.Sum(static part => part.Length)];
        int at = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(packed, at);
            at += part.Length;
        }

        return packed;
    }

    private Task WritePartsAsync(ValueManifest manifest, ReadOnlyMemory<byte> packed, int expected, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, manifest.Parts).Select(number =>
        {
            int at = number * partBytes;
            ReadOnlyMemory<byte> part = packed.Slice(at, Math.Min(partBytes, packed.Length - at));
            return WritePartAsync($"{path}/{ValuePart.Name(manifest.Prefix, number)}", part, expected, cancellation);
        }));

    private async Task WritePartAsync(string node, ReadOnlyMemory<byte> part, int expected, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await session.MultiAsync(
                    [new NodeOperation.Check(path, expected), new NodeOperation.Create(node, part, NodeKind.Persistent)], cancellation).ConfigureAwait(false);
                return;
            }
            catch (ZooKeeperException exception) when (IsOpen(exception))
            {
                // Done or not, it may be asked for again: nobody else uses this name.
            }
            catch (ZooKeeperException exception) when (exception.Error is ZooKeeperError.NodeExists)
            {
                return;
            }
            catch (ZooKeeperException exception) when (exception.Error is ZooKeeperError.BadVersion or ZooKeeperError.NoNode)
            {
                throw Lost();
            }
        }
    }

    /// <summary>Sets the node if it has the version expected.</summary>
    /// <returns>Its version then; null when another changed it.</returns>
    private async Task<int?> TrySetAsync(ValueManifest manifest, int expected, CancellationToken cancellation)
    {
        byte[] bytes = manifest.Encode();
        while (true)
        {
            try
            {
                return (await session.SetAsync(path, bytes, expected, cancellation).ConfigureAwait(false)).Version;
            }
            catch (ZooKeeperException exception) when (exception.Error is ZooKeeperError.BadVersion or ZooKeeperError.NoNode || IsOpen(exception))
            {
                // The answer was lost, now or the time before: what is there tells whether it was done.
            }

            NodeData? now = await FindAsync(cancellation).ConfigureAwait(false);
            if (now is null)
            {
                return null;
            }

            if (now.Stat.Version != expected)
            {
                return now.Bytes.AsSpan().SequenceEqual(bytes) ? now.Stat.Version : null;
            }
        }
    }

    private void Hold(ValueManifest manifest, int version)
    {
        _held = (manifest, version);
        Volatile.Write(ref _storedBytes, manifest.StoredLength);
    }

    /// <summary>Removes the parts that nobody refers to; what cannot be removed now is the next one's.</summary>
    private async Task SweepAsync(ValueManifest manifest, int version)
    {
        try
        {
            IReadOnlyList<string> children = (await session.ChildrenAsync(path).ConfigureAwait(false)).Value;
            List<NodeOperation> removals =
            [
                .. from name in children
                   where ValuePart.IsOne(name) && (manifest.Parts == 0 || !name.StartsWith(manifest.Prefix, StringComparison.Ordinal))
                   select new NodeOperation.Delete($"{path}/{name}"),
            ];
            if (removals.Count > 0)
            {
                await session.MultiAsync([new NodeOperation.Check(path, version), .. removals]).ConfigureAwait(false);
            }
        }
        catch (ZooKeeperException)
        {
            _leftParts = true;
        }
    }

    private ZooKeeperException Lost()
    {
        _held = null;
        return Overtaken();
    }

    private ZooKeeperException Overtaken() =>
        new(ZooKeeperError.BadVersion, $"{path}: another has taken it since, or removed it; nothing was changed");
}
