using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Tepui.ZooKeeper;
using Tepui.ZooKeeper.Values;

namespace Tepui.Miner.Framework.Stores;

/// <summary>
/// Keeps the state in ZooKeeper, for as long as nobody else takes it over: each write asks for the version that the one before it left.
/// While one write is under way the states that come are gathered, and the next write takes the last of them.
/// </summary>
public sealed class MinerZooKeeperStore : IMinerStore
{
    private readonly VersionedValue _value;
    private readonly string _path;
    private readonly MinerState _found;
    private readonly CancellationToken _cancellation;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<Action> _kept = [];
    private MinerState? _next;
    private bool _isWriting;

    private MinerZooKeeperStore(VersionedValue value, string path, MinerState found, CancellationToken cancellation) =>
        (_value, _path, _found, _cancellation) = (value, path, found, cancellation);

    /// <summary>Completes with the reason when a state could not be kept; nothing is written from then on.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>Reads the state and takes it over: whoever had it before writes nothing more.</summary>
    /// <param name="cancellation">Ends all writing.</param>
    /// <exception cref="MinerException">What is there cannot be read.</exception>
    /// <exception cref="ZooKeeperException"/>
    public static async Task<MinerZooKeeperStore> TakeAsync(IZooKeeperSession session, string path, CancellationToken cancellation)
    {
        var value = new VersionedValue(session, path);
        try
        {
            byte[]? bytes = await value.TakeAsync(cancellation);
            var found = bytes is null
                ? MinerState.Empty
                : JsonSerializer.Deserialize(bytes, MinerStateJson.Default.MinerState) ?? throw new JsonException("it holds null");
            return new MinerZooKeeperStore(value, path, found, cancellation);
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException)
        {
            throw new MinerException($"the miner's state in ZooKeeper at {path} cannot be read: {fault.Message}. Delete that node to start anew.");
        }
    }

    public MinerState Load() => _found;

    /// <inheritdoc/>
    public override string ToString() => $"ZooKeeper's node {_path}";

    public void Save(MinerState state, Action? kept = null)
    {
        lock (_gate)
        {
            if (_failed.Task.IsCompleted)
                return;
            _next = state;
            if (kept is not null)
                _kept.Add(kept);
            if (_isWriting)
                return;
            _isWriting = true;
        }

        _ = WriteAsync();
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            byte[] bytes;
            List<Action> kept;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isWriting = false;
                    return;
                }

                bytes = JsonSerializer.SerializeToUtf8Bytes(_next, MinerStateJson.Default.MinerState);
                (kept, _kept, _next) = (_kept, [], null);
            }

            try
            {
                await _value.ReplaceAsync(bytes, _cancellation);
            }
            catch (Exception fault) when (fault is ZooKeeperException or OperationCanceledException)
            {
                lock (_gate)
                    _failed.TrySetResult(Why(fault));
                return;
            }

            foreach (var then in kept)
                then();
        }
    }

    private static string Why(Exception fault) => fault is ZooKeeperException { Error: ZooKeeperError.BadVersion }
        ? "another miner has taken over its state"
        : fault.Message;
}
