using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Kernel.Agent.Link;
using Tepui.Protocol.Leaders;
using Tepui.ZooKeeper;
using Tepui.ZooKeeper.Leaders;

namespace Tepui.Agent.Masters;

/// <summary>Tells the agent's machine who leads by the election in ZooKeeper.</summary>
internal sealed class LeaderFollower : IAsyncDisposable
{
    private readonly ZooKeeperUrl _url;
    private readonly Action<LeadingMaster?> _detected;
    private readonly Action<string> _refused;
    private readonly ILogger _logger;
    private readonly LeaderWatch _watch;
    private bool _hasSeen;

    private LeaderFollower(
        ZooKeeperUrl url,
        Func<IZooKeeperSession> open,
        TimeProvider time,
        Action<LeadingMaster?> detected,
        Action<string> refused,
        ILogger logger)
    {
        _url = url;
        _detected = detected;
        _refused = refused;
        _logger = logger;
        _watch = LeaderWatch.Start(open, new Election(url.Path, LeaderNode.JsonLabel, LeaderNode.OlderLabels), time, Hear);
    }

    /// <param name="detected">Told who leads, from the first answer on and whenever it changes.</param>
    /// <param name="refused">Told that ZooKeeper refuses this agent, as long as it never let it see who leads.</param>
    public static LeaderFollower Start(
        ZooKeeperUrl url,
        Func<IZooKeeperSession> open,
        TimeProvider time,
        Action<LeadingMaster?> detected,
        Action<string> refused,
        ILogger logger) => new(url, open, time, detected, refused, logger);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private void Hear(ElectionNews news)
    {
        switch (news)
        {
            case ElectionNews.LeaderSeen { Leader: { } leader }:
                _hasSeen = true;
                _detected(Read(leader));
                break;
            case ElectionNews.LeaderSeen:
                _detected(null);
                break;
            case ElectionNews.Trouble { IsRefusal: true } trouble when !_hasSeen:
                // A mistake in the flags, told to who made it; later on, tasks are worth more than an end.
                _refused($"no master can be found by {_url}: {trouble.Message}");
                break;
            case ElectionNews.Trouble trouble:
                MasterLog.Trouble(_logger, _url, trouble.Message);
                break;
        }
    }

    private LeadingMaster? Read(Leader leader)
    {
        if (LeaderNode.Read(leader.Node, leader.Data, out string fault) is not { } info)
        {
            MasterLog.Rubbish(_logger, leader.Node, _url, fault);
            return null;
        }

        (string host, int port) = LeaderNode.EndpointOf(info);
        return new LeadingMaster(host, port, leader.Term) { Hostname = info.HasHostname && info.Hostname.Length > 0 ? info.Hostname : null };
    }
}
