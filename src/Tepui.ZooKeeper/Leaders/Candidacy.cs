using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>A candidate's own node in one session.</summary>
internal sealed class Candidacy(IZooKeeperSession session, Election election, ReadOnlyMemory<byte> data)
{
    private string? _node;
    private bool _mayExist;

    /// <summary>The node was deleted by somebody else: the next <see cref="JoinAsync"/> makes another.</summary>
    public void Forget()
    {
        _node = null;
        _mayExist = false;
    }

    /// <summary>Makes the node unless it is there.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> JoinAsync(CancellationToken cancellation)
    {
        if (_node is not null)
        {
            return _node;
        }

        if (_mayExist && await FindAsync(cancellation).ConfigureAwait(false) is { } found)
        {
            return _node = found;
        }

        await MakeParentsAsync(cancellation).ConfigureAwait(false);

        // When the answer is lost, the node may have been made: a second one would lead once the first is forgotten.
        _mayExist = true;
        string path = await session.CreateAsync(
            election.At($"{election.Label}_"), data, NodeKind.Ephemeral | NodeKind.Sequential, cancellation).ConfigureAwait(false);
        return _node = path[(path.LastIndexOf('/') + 1)..];
    }

    private async Task<string?> FindAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> children;
        try
        {
            children = (await session.ChildrenAsync(election.Path, watch: false, cancellation).ConfigureAwait(false)).Value;
        }
        catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.NoNode)
        {
            return null;
        }

        foreach (string candidate in election.Candidates(children))
        {
            NodeStat? stat = (await session.ExistsAsync(election.At(candidate), watch: false, cancellation).ConfigureAwait(false)).Value;
            if (stat is not null && stat.EphemeralOwner == session.Id)
            {
                return candidate;
            }
        }

        return null;
    }

    private async Task MakeParentsAsync(CancellationToken cancellation)
    {
        if (election.Path == "/" || (await session.ExistsAsync(election.Path, watch: false, cancellation).ConfigureAwait(false)).Value is not null)
        {
            return;
        }

        for (int end = election.Path.IndexOf('/', 1); ; end = election.Path.IndexOf('/', end + 1))
        {
            string parent = end < 0 ? election.Path : election.Path[..end];
            try
            {
                await session.CreateAsync(parent, default, NodeKind.Persistent, cancellation).ConfigureAwait(false);
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.NodeExists)
            {
                // As it should be.
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.NotAuthorized && end >= 0)
            {
                // A node above that others own may be there already; if it is not, the next one fails.
            }

            if (end < 0)
            {
                return;
            }
        }
    }
}
