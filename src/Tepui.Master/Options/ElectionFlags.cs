using System;
using System.Collections.Generic;
using Tepui.Runtime.Flags;
using Tepui.ZooKeeper;

namespace Tepui.Master.Options;

/// <summary>--zk and what goes with it.</summary>
internal static class ElectionFlags
{
    private static readonly TimeSpan ShortestSession = TimeSpan.FromSeconds(1);

    /// <summary>Where masters are elected; null without --zk, or when it has faults.</summary>
    public static ZooKeeperUrl? Url(MasterOptions options, List<string> faults)
    {
        if (options.Zk is null || FlagFile.Read("zk", options.Zk, faults) is not { } text)
        {
            return null;
        }

        string where = options.Zk == text ? "" : $"{options.Zk}: ";
        if (text.Length == 0)
        {
            faults.Add($"--zk: {where}is empty; expecting zk://HOST:PORT,HOST:PORT/PATH");
            return null;
        }

        if (!ZooKeeperUrl.TryParse(text, out ZooKeeperUrl? url, out string? fault))
        {
            faults.Add($"--zk: {where}{fault}");
            return null;
        }

        return url;
    }

    public static void Check(MasterOptions options, List<string> faults)
    {
        Url(options, faults);
        if (options.ZkSessionTimeout < ShortestSession)
        {
            faults.Add("--zk_session_timeout: must be at least 1secs");
        }

        switch (options.Registry)
        {
            case RegistryKinds.ReplicatedLog when options.Zk is not null && options.Quorum is null:
                faults.Add("--quorum: is needed for --registry=replicated_log with --zk, as in Mesos; or leave --registry out");
                break;
            case RegistryKinds.File when options.Zk is not null:
                faults.Add("--registry: 'file' is each master's own, and masters that are elected (--zk) share one; leave --registry out, or say zookeeper");
                break;
            case RegistryKinds.ZooKeeper when options.Zk is null:
                faults.Add("--registry: 'zookeeper' needs --zk, which says where");
                break;
        }
    }
}
