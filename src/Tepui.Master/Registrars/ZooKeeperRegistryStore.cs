using System;
using System.IO;
using System.Threading.Tasks;
using Tepui.Kernel.Registry;
using Tepui.ZooKeeper;
using Tepui.ZooKeeper.Values;

namespace Tepui.Master.Registrars;

/// <summary>
/// The registry in ZooKeeper, below the node where masters are elected: whoever is elected takes it, and the one before writes no
/// more from then on. The session belongs to the election; its end is the end of the lead.
/// </summary>
/// <param name="session">The one this master was elected in; asked for when the registry is loaded.</param>
/// <param name="path">Where masters are elected (the path of <c>--zk</c>).</param>
public sealed class ZooKeeperRegistryStore(Func<IZooKeeperSession> session, string path) : IRegistryStore
{
    /// <summary>Mesos's own clients look for names that begin with json.info_ or info_; this one they pass over.</summary>
    public const string NodeName = "tepui_registry";

    /// <summary>More agents than these take their time to encode and pack: not on the thread that asks.</summary>
    private const int ManyAgents = 200;

    private readonly string _node = $"{path.TrimEnd('/')}/{NodeName}";
    private readonly MemoryStream _encoded = new();
    private VersionedValue? _value;

    public long SizeBytes => _value?.StoredBytes ?? 0;

    public async Task<RegistryState> LoadAsync()
    {
        var value = new VersionedValue(session(), _node);
        try
        {
            byte[]? bytes = await value.TakeAsync().ConfigureAwait(false);
            RegistryState registry = bytes is null ? RegistryState.Empty : RegistryEncoding.Decode(bytes);
            _value = value;
            return registry;
        }
        catch (InvalidDataException exception)
        {
            throw new RegistryException(
                $"the registry in ZooKeeper cannot be read: {Placed(exception.Message)}. Nothing was changed. Save it and "
                + $"remove it (zkCli.sh: deleteall {_node}): agents are then admitted anew with their tasks, but agents marked gone, weights, "
                + "quotas and maintenance are forgotten.",
                exception);
        }
        catch (NewerRegistryException exception)
        {
            throw new RegistryException(
                $"the registry in ZooKeeper cannot be read: {_node}: {exception.Message}. Nothing was changed: start the newer program.", exception);
        }
        catch (ZooKeeperException exception)
        {
            throw new RegistryException($"the registry in ZooKeeper cannot be read: {Placed(exception.Message)}", exception) { IsDeposed = IsOver(exception) };
        }
    }

    public Task StoreAsync(RegistryState registry)
    {
        VersionedValue value = _value ?? throw new InvalidOperationException("a registry is loaded before it is stored");
        return registry.Admitted.Count + registry.Unreachable.Count + registry.Gone.Count > ManyAgents
            ? Task.Run(() => StoreAsync(value, registry))
            : StoreAsync(value, registry);
    }

    /// <summary>What is still to be removed is left to the next leader.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task StoreAsync(VersionedValue value, RegistryState registry)
    {
        _encoded.SetLength(0);
        RegistryEncoding.Write(registry, _encoded);
        try
        {
            await value.ReplaceAsync(_encoded.GetBuffer().AsMemory(0, (int)_encoded.Length)).ConfigureAwait(false);
        }
        catch (ZooKeeperException exception) when (exception.Error is ZooKeeperError.BadVersion)
        {
            throw new RegistryException($"{_node} in ZooKeeper was taken by another master, or removed", exception) { IsDeposed = true };
        }
        catch (ZooKeeperException exception)
        {
            throw new RegistryException($"the registry in ZooKeeper cannot be written: {Placed(exception.Message)}", exception) { IsDeposed = IsOver(exception) };
        }
    }

    private static bool IsOver(ZooKeeperException exception) =>
        exception.Error is ZooKeeperError.SessionEnded or ZooKeeperError.SessionExpired or ZooKeeperError.SessionMoved;

    private string Placed(string message) => message.Contains(_node, StringComparison.Ordinal) ? message : $"{_node}: {message}";
}
