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
    private double? _lastDifficulty;

    internal PoolSession(
        uint extranonce1, string address, VariableDifficulty difficulty, DateTimeOffset now, Action<IReadOnlyList<StratumMessage>> send)
    {
        (Extranonce1, Address, Difficulty, _send) = (extranonce1, address, difficulty, send);
        HashRate = new HashRateMeter(now);
    }

    public uint Extranonce1 { get; }

    public string Address { get; }

    public VariableDifficulty Difficulty { get; }

    public HashRateMeter HashRate { get; }

    public string? Agent { get; set; }

    /// <summary>The first user that authorized.</summary>
    public string? Name { get; private set; }

    public bool IsSubscribed { get; set; }

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

    /// <summary>
    /// Gives the worker a job, at a difficulty that is not above the network's own, so that no block is missed. Only a network
    /// that is easier than the least difficulty loses some: there, each hash that goes over the wire would be one.
    /// </summary>
    public void Give(MiningJob job, bool clean)
    {
        if (clean)
            _difficulties.Clear();
        var difficulty = Math.Max(Math.Min(Difficulty.Current, job.NetworkDifficulty), Difficulty.Least);
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
