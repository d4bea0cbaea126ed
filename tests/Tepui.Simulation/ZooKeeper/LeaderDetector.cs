using System;
using Tepui.Kernel.Agent.Link;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.ZooKeeper;

/// <summary>Tells a process which master leads, over sessions that end and begin anew. One for each run of a process.</summary>
public sealed class LeaderDetector
{
    private readonly Process _owner;
    private readonly TimeSpan _timeout;
    private readonly Action<LeadingMaster?> _detected;
    private SimulatedSession _session;
    private LeadingMaster? _leader;
    private bool _told;

    /// <param name="detected">Told each change, null when nobody leads.</param>
    public LeaderDetector(Process owner, TimeSpan sessionTimeout, Action<LeadingMaster?> detected)
    {
        _owner = owner;
        _timeout = sessionTimeout;
        _detected = detected;
        _session = Open();
    }

    /// <summary>As it was told last.</summary>
    public LeadingMaster? Leader => _leader;

    private SimulatedSession Open()
    {
        var session = new SimulatedSession(_owner, _timeout);
        _session = session;
        session.Connected = () => Look(session);
        session.WatchFired = () => Look(session);
        session.Ended = _ =>
        {
            Tell(null);
            Open();
        };
        return session;
    }

    private void Look(SimulatedSession session) => session.Children(ElectionPaths.Folder, watch: true, children =>
    {
        // A connection that broke is followed by another look.
        if (children is not null && session == _session)
            Tell(ElectionPaths.LeaderOf(children));
    });

    private void Tell(LeadingMaster? leader)
    {
        if (_told && leader == _leader)
            return;
        _told = true;
        _leader = leader;
        _detected(leader);
    }
}
