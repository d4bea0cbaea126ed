using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>Reads an election: who is in it, and who leads.</summary>
internal static class ElectionReader
{
    /// <summary>The election as it is, and a task that completes when it may be another.</summary>
    /// <param name="Candidates">Nodes, the leader's first.</param>
    /// <param name="Leader">Null without candidates.</param>
    public sealed record Reading(IReadOnlyList<string> Candidates, Leader? Leader, Task Changed);

    public static async Task<Reading> ReadAsync(IZooKeeperSession session, Election election, CancellationToken cancellation)
    {
        while (true)
        {
            Watched<IReadOnlyList<string>> children;
            try
            {
                children = await session.ChildrenAsync(election.Path, watch: true, cancellation).ConfigureAwait(false);
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.NoNode)
            {
                // Nobody has ever contended: wait for the node to be made.
                Watched<NodeStat?> made = await session.ExistsAsync(election.Path, watch: true, cancellation).ConfigureAwait(false);
                if (made.Value is null)
                {
                    return new Reading([], null, made.Changed);
                }

                continue;
            }

            IReadOnlyList<string> candidates = election.Candidates(children.Value);
            if (candidates.Count == 0)
            {
                return new Reading(candidates, null, children.Changed);
            }

            try
            {
                // Leaders do not change what they wrote, but somebody's hand may.
                Watched<NodeData> data = await session.GetAsync(election.At(candidates[0]), watch: true, cancellation).ConfigureAwait(false);
                var leader = new Leader(candidates[0], data.Value.Bytes, data.Value.Stat.CreatedZxid);
                return new Reading(candidates, leader, Task.WhenAny(children.Changed, data.Changed));
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.NoNode)
            {
                // Gone between the two: the next is asked for.
            }
        }
    }
}
