using System;
using System.Linq;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.ZooKeeper;

/// <summary>A master's candidacy: a node that goes with its session; whose is the first leads.</summary>
public sealed class LeaderContest
{
    private readonly string _host;
    private readonly Action<long> _gained;
    private bool _creating;
    private bool _leads;

    /// <param name="gained">Told the term.</param>
    /// <param name="lost">Told why, whether it led or not.</param>
    public LeaderContest(Process owner, TimeSpan sessionTimeout, Action<long> gained, Action<string> lost)
    {
        _host = owner.Host;
        _gained = gained;
        Session = new SimulatedSession(owner, sessionTimeout) { Connected = Look, WatchFired = Look, Ended = lost };
    }

    public SimulatedSession Session { get; }

    private void Look()
    {
        if (_leads)
            return;
        Session.Children(ElectionPaths.Folder, watch: true, children =>
        {
            if (children is null || _leads)
                return;
            if (!children.Any(child => child.Value.Owner == Session.Id))
            {
                Stand();
            }
            else if (children[0].Value.Owner == Session.Id)
            {
                _leads = true;
                _gained(children[0].Value.Created);
            }
        });
    }

    private void Stand()
    {
        if (_creating)
            return;
        _creating = true;
        Session.Create(ElectionPaths.Candidate, ElectionPaths.DataOf(_host), name =>
        {
            // One whose answer was lost is found by its owner at the next connection.
            _creating = false;
            if (name is not null)
                Look();
        });
    }
}
