using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.ZooKeeper;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>
/// Three masters elected on a real ensemble of three, and three agents: real processes, which suffer. Disposing it ends all of them.
/// </summary>
internal sealed class Survivors : IAsyncDisposable
{
    public const int Count = 3;

    private const string Resources = "--resources=cpus:4;mem:4096;disk:4096;ports:[31000-31100]";

    /// <summary>Of the masters' sessions: a new leader can be there so long after the end of the one before.</summary>
    public static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private readonly Cluster _cluster = new();
    private readonly List<MasterProcess> _masters = [];
    private readonly List<RunningProgram> _agents = [];
    private readonly IReadOnlyList<NetworkHost>? _hosts;
    private ZooKeeperEnsemble _ensemble = null!;
    private long _lastTerm;

    private Survivors(IReadOnlyList<NetworkHost>? hosts) => _hosts = hosts;

    public Timeline Timeline { get; } = new();

    /// <summary>Where all masters have their work directories, if they were to have a disk of their own.</summary>
    public SmallDisk? MastersDisk { get; private set; }

    public ZooKeeperEnsemble Ensemble => _ensemble;

    public IReadOnlyList<MasterProcess> Masters => _masters;

    public IReadOnlyList<RunningProgram> Agents => _agents;

    public string Election => _ensemble.Url("/tepui").ToString();

    /// <summary>When the leader of <see cref="LeaderAsync"/> was first seen to lead, by the timeline.</summary>
    public TimeSpan LeaderSeenAt { get; private set; }

    /// <param name="hosts">Null: all of it on loopback.</param>
    /// <param name="megabytes">Of a disk for the masters' work directories; 0 for none of their own.</param>
    public static async Task<Survivors> StartAsync(IReadOnlyList<NetworkHost>? hosts = null, int megabytes = 0)
    {
        var survivors = new Survivors(hosts);
        try
        {
            survivors._ensemble = hosts is null
                ? await ZooKeeperEnsemble.StartAsync(Tick)
                : await ZooKeeperEnsemble.StartAsync([.. hosts.Select(host => (host.Address, host.Within))], Tick);
            survivors.Timeline.Note($"ZooKeeper serves at {survivors.Election}");
            for (int i = 0; i < Count; i++)
                survivors._masters.Add(new MasterProcess(i + 1, hosts?[i].Address ?? "127.0.0.1", hosts is null ? FreePort.Take() : 5050));
            if (megabytes > 0)
                survivors.MastersDisk = SmallDisk.Mount(survivors.At("masters"), megabytes);
            foreach (MasterProcess master in survivors._masters)
                survivors.StartMaster(master);
            for (int i = 0; i < Count; i++)
                survivors._agents.Add(survivors.StartAgent(i));
            await survivors.LeaderAsync();
            foreach (RunningProgram agent in survivors._agents)
                await agent.WaitForLineAsync("] Registered as ");
            survivors.Timeline.Note("all agents are registered");
            return survivors;
        }
        catch (Exception e)
        {
            string story = survivors.Story();
            await survivors.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{story}", e);
        }
    }

    public string At(string name) => _cluster.At(name);

    /// <summary>Runs a test; when it fails, what happened when goes with the failure.</summary>
    public async Task TellAsync(Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception e)
        {
            Timeline.Note($"FAILED: {e.Message.Split('\n')[0]}");
            throw new InvalidOperationException($"{e.Message}\n{Story()}", e);
        }
    }

    /// <summary>The master that was elected last, once there is one of a later term than any this was told before.</summary>
    public async Task<MasterProcess> LeaderAsync()
    {
        MasterProcess? leader = null;
        await Http.UntilAsync(
            () => Task.FromResult((leader = _masters.Where(master => master.Term > _lastTerm).MaxBy(master => master.Term)) is not null),
            () => $"nobody is elected after term {_lastTerm}");
        LeaderSeenAt = Timeline.Now;
        _lastTerm = leader!.ElectedTerm!.Value;
        Timeline.Note($"{leader} leads, term {_lastTerm}");
        return leader;
    }

    /// <summary>Starts those masters again that have ended, as whoever supervises them would.</summary>
    public void StartAgain()
    {
        foreach (MasterProcess master in _masters.Where(master => master.Program.HasExited))
            StartMaster(master);
    }

    /// <summary>Another agent, on the host of the first.</summary>
    public RunningProgram AddAgent()
    {
        _agents.Add(StartAgent(_agents.Count));
        return _agents[^1];
    }

    /// <summary>A framework that is a process of the program.</summary>
    public RunningProgram Execute(string name, string command)
    {
        Timeline.Note($"tepui execute {name}");
        return _cluster.Start(["execute", $"--master={Election}", $"--name={name}", $"--command={command}", "--resources=cpus:0.1;mem:32"]);
    }

    public RunningProgram Run(string program, params string[] arguments) => _cluster.StartProgram(program, arguments);

    public async ValueTask DisposeAsync()
    {
        // Those that stand still cannot end.
        foreach (RunningProgram program in _cluster.Programs.Where(program => !program.HasExited))
        {
            program.Kill();
            await program.WaitForExitAsync();
        }

        MastersDisk?.Dispose();
        await _cluster.DisposeAsync();
        if (_ensemble is not null)
            await _ensemble.DisposeAsync();
    }

    private string Story() =>
        $"--- what happened\n{Timeline}\n{string.Join('\n', _cluster.Programs.Select(program => "--- " + program.Report()))}";

    private void StartMaster(MasterProcess master)
    {
        Directory.CreateDirectory(At($"masters/{master.Number}"));
        master.Program = StartAt(master.Number - 1,
        [
            "master", $"--zk={Election}", "--quorum=2", $"--ip={master.Address}", $"--port={master.Port}",
            $"--work_dir={At($"masters/{master.Number}")}", $"--zk_session_timeout={SessionTimeout.TotalSeconds}secs",
        ]);
        Timeline.Note($"{master} starts, pid {master.Program.Pid}");
    }

    private RunningProgram StartAgent(int index)
    {
        string address = _hosts?[index % Count].Address ?? "127.0.0.1";
        return StartAt(index,
        [
            "agent", $"--master={Election}", $"--ip={address}", $"--port={(_hosts is null || index >= Count ? FreePort.Take() : 5051)}",
            $"--work_dir={At($"agent{index + 1}")}", $"--runtime_dir={At($"agent{index + 1}-run")}", Resources,
            $"--hostname={address}",
        ]);
    }

    private RunningProgram StartAt(int index, string[] arguments)
    {
        string[] within = _hosts?[index % Count].Within ?? [];
        return within.Length == 0
            ? _cluster.StartProgram(Programs.Tepui, arguments)
            : _cluster.StartProgram(within[0], [.. within[1..], Programs.Tepui, .. arguments]);
    }
}
