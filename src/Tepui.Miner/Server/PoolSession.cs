using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>One connected worker as the pool sees it. Only the pool changes it, under its lock.</summary>
public sealed class PoolSession
{
    private const int GreatestUsers = 16;
    private readonly HashSet<string> _users = [];
    private readonly Dictionary<string, double> _difficulties = [];
    private readonly Action<IReadOnlyList<StratumMessage>> _send;
    private readonly Action<string>? _close;
    private double? _lastDifficulty;

    internal PoolSession(
        long number, string address, VariableDifficulty difficulty, DateTimeOffset now, Action<IReadOnlyList<StratumMessage>> send,
        Action<string>? close)
    {
        (Number, Address, Difficulty, _send, _close) = (number, address, difficulty, send, close);
        HashRate = new HashRateMeter(now);
    }

    /// <summary>Counts the connections.</summary>
    public long Number { get; }

    public string Address { get; }

    public VariableDifficulty Difficulty { get; }

    public HashRateMeter HashRate { get; }

    public ExtranonceSplit Split { get; private set; } = ExtranonceSplit.Own;

    /// <summary>This worker's own part of the extranonce; 0 when there was none left.</summary>
    public uint Prefix { get; private set; }

    public byte[] Extranonce1 { get; private set; } = [];

    public string? Agent { get; set; }

    /// <summary>The first user that authorized.</summary>
    public string? Name { get; private set; }

    public bool IsSubscribed { get; set; }

    /// <summary>It takes <c>mining.set_extranonce</c>.</summary>
    public bool TakesExtranonce { get; set; }

    /// <summary>The version bits that the worker can change; null when it did not ask for version rolling (BIP 310).</summary>
    public uint? OwnVersionMask { get; set; }

    /// <summary>The version bits that its shares may have changed at present.</summary>
    public uint VersionMask { get; private set; }

    [MemberNotNullWhen(true, nameof(Name))]
    public bool IsReady => IsSubscribed && Name is not null;

    public long Accepted { get; set; }

    public long Rejected { get; set; }

    public bool Authorize(string user)
    {
        if (_users.Count >= GreatestUsers && !_users.Contains(user))
            return false;
        _users.Add(user);
        Name ??= user;
        return true;
    }

    public bool IsAuthorized(string user) => _users.Contains(user);

    public double? DifficultyOf(string jobId) => _difficulties.TryGetValue(jobId, out var difficulty) ? difficulty : null;

    public void Send(params IReadOnlyList<StratumMessage> messages) => _send(messages);

    /// <summary>Ends the connection soon, when what was sent has gone out.</summary>
    public void Close(string reason) => _close?.Invoke(reason);

    /// <summary>Gives the worker its part of the extranonce; one that has another already must learn it, or connect again.</summary>
    public void Cut(ExtranonceSplit split, uint prefix)
    {
        (Split, Prefix, Extranonce1) = (split, prefix, split.Extranonce1(prefix));
        if (!IsSubscribed)
            return;
        if (prefix == 0)
            Close("the upstream pool's extranonce is too short for so many workers");
        else if (TakesExtranonce)
            Send(new SetExtranonceNotification(Extranonce1, split.WorkerSize));
        else
            Close("its extranonce changed, which it does not take without connecting again");
    }

    /// <summary>Which version bits the pool lets workers change; a worker that was told of others is told at once.</summary>
    /// <param name="tell">False when the answer to its own question tells it.</param>
    public void AllowVersions(uint poolMask, bool tell = true)
    {
        var mask = poolMask & (OwnVersionMask ?? 0);
        if (mask == VersionMask)
            return;
        VersionMask = mask;
        if (tell)
            Send(new SetVersionMaskNotification(mask));
    }

    /// <summary>
    /// Gives the worker a job, at a difficulty that is not above what the job can use, so that no block is missed. Only a network
    /// that is easier than the least difficulty loses some: there, each hash that goes over the wire would be one.
    /// </summary>
    public void Give(MiningJob job, bool clean)
    {
        if (clean)
            _difficulties.Clear();
        var difficulty = Math.Max(Math.Min(Difficulty.Current, job.GreatestDifficulty), Difficulty.Least);
        _difficulties[job.Id] = difficulty;
        if (difficulty == _lastDifficulty)
        {
            Send(job.Notification(clean));
            return;
        }

        _lastDifficulty = difficulty;
        Send(new SetDifficultyNotification(difficulty), job.Notification(clean));
    }
}
