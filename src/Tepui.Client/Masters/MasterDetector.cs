using System;
using Tepui.ZooKeeper;

namespace Tepui.Client.Masters;

/// <summary>Makes detectors of what people write as a master's place (Mesos's <c>--master</c>).</summary>
public static class MasterDetector
{
    /// <summary>Nothing is connected to before the first question.</summary>
    /// <param name="master"><c>host:port</c>, <c>host1:port1,host2:port2</c>, <c>zk://host:port/path</c> or <c>file:///path</c>.</param>
    /// <exception cref="FormatException">It is none of these; one line that says what is wrong.</exception>
    public static IMasterDetector Open(string master, MasterDetectorOptions? options = null) => Open(MasterLocation.Parse(master), options);

    public static IMasterDetector Open(MasterLocation location, MasterDetectorOptions? options = null)
    {
        options ??= new MasterDetectorOptions();
        return location.Election is { } election
            ? new ElectedMaster(
                election, () => ZooKeeperClient.Open(election, options.SessionTimeout, options.Time, options.Logger), options.Time)
            : new FixedMasters(location.Addresses);
    }
}
