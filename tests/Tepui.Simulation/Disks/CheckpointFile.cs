using System;
using System.Collections.Generic;
using Google.Protobuf;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Recovery;

namespace Tepui.Simulation.Disks;

/// <summary>
/// An agent's log on its disk. What was written outlives the process; a process that is killed while it writes leaves a beginning of
/// it; a host that loses its power keeps what was synced and a beginning of the rest.
/// </summary>
public sealed class CheckpointFile
{
    private readonly List<byte[]> _records = [];
    private List<byte[]>? _before;
    private int _synced;

    public int Count => _records.Count;

    /// <summary>The records as bytes made them anew: nothing is shared with who wrote them.</summary>
    public IReadOnlyList<AgentCheckpoint> Read() => _records.ConvertAll(AgentCheckpoint.Parser.ParseFrom);

    public void Append(IReadOnlyList<AgentCheckpoint> records)
    {
        bool durable = false;
        foreach (AgentCheckpoint record in records)
        {
            _records.Add(record.ToByteArray());
            durable |= CheckpointDurability.OutlivesHost(record);
        }

        if (durable)
            Sync();
    }

    /// <summary>All at once, as a file that takes the other's place.</summary>
    public void Replace(IReadOnlyList<AgentCheckpoint> records)
    {
        _before ??= _records.GetRange(0, _synced);
        _records.Clear();
        _synced = 0;
        Append(records);
    }

    /// <summary>The process dies in the middle of its last write.</summary>
    public void Tear(int records, Random random)
    {
        int from = Math.Max(_synced, _records.Count - random.Next(records + 1));
        _records.RemoveRange(from, _records.Count - from);
    }

    /// <summary>The host loses its power.</summary>
    public void LosePower(Random random)
    {
        if (_synced == 0 && _before is not null && random.Next(2) == 0)
        {
            _records.Clear();
            _records.AddRange(_before);
        }
        else
        {
            Tear(_records.Count - _synced, random);
        }

        Sync();
    }

    /// <summary>The disk is empty again.</summary>
    public void Clear()
    {
        _records.Clear();
        Sync();
    }

    private void Sync()
    {
        _synced = _records.Count;
        _before = null;
    }
}
