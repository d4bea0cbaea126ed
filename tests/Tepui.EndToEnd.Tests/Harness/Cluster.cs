using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>
/// Real processes of one test in a folder of their own. Disposing it ends every process that was started with that folder,
/// supervisors and tasks too, and removes the folder.
/// </summary>
public sealed class Cluster : IAsyncDisposable
{
    private const string DefaultResources = "--resources=cpus:4;mem:4096;disk:4096;ports:[31000-31100]";

    private readonly List<RunningProgram> _programs = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("tepui-e2e-").FullName;

    /// <summary>All that was started, also what has ended.</summary>
    public IReadOnlyList<RunningProgram> Programs => _programs;

    public int MasterPort { get; private set; } = FreePort.Take();

    /// <summary>The program that <see cref="Start"/> starts; another version's in tests of upgrades.</summary>
    public string Tepui { get; set; } = Harness.Programs.Tepui;

    public string MasterAddress => $"127.0.0.1:{MasterPort}";

    public string MasterUrl => $"http://{MasterAddress}";

    /// <summary>Starts a master, or starts it again with the same port and work directory, and waits until it answers.</summary>
    public async Task<RunningProgram> StartMasterAsync(params string[] flags)
    {
        var master = Start(["master", "--ip=127.0.0.1", $"--port={MasterPort}", $"--work_dir={At("master")}", .. flags]);
        await Http.WaitUntilAnswersAsync($"{MasterUrl}/health", master);
        return master;
    }

    /// <summary>Starts an agent, or starts it again with the same work directory, and waits until it answers.</summary>
    public async Task<RunningProgram> StartAgentAsync(int port, string name = "agent", params string[] flags)
    {
        var agent = Start(
        [
            "agent", $"--master={MasterAddress}", "--ip=127.0.0.1", $"--port={port}", $"--work_dir={At(name)}",
            $"--runtime_dir={At(name + "-run")}", .. flags.Length > 0 ? flags : [DefaultResources],
        ]);
        await Http.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/health", agent);
        return agent;
    }

    /// <summary>Starts tepui with these arguments.</summary>
    public RunningProgram Start(IReadOnlyList<string> arguments) => StartProgram(Tepui, [.. arguments]);

    /// <summary>Starts a script of eng/test-deps with Node.js.</summary>
    public RunningProgram StartNode(string script, params string[] arguments)
    {
        // The package mesos-framework logs into this folder, and does not make it.
        Directory.CreateDirectory(At("logs"));
        return StartProgram("node", [Harness.Programs.TestDependency(script), .. arguments]);
    }

    /// <summary>Starts any program in the cluster's folder.</summary>
    public RunningProgram StartProgram(string path, params string[] arguments)
    {
        var program = RunningProgram.Start(path, arguments, Folder);
        _programs.Add(program);
        return program;
    }

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>The sandbox below <paramref name="agent"/> that has a file of this name.</summary>
    public string Sandbox(string file, string agent = "agent") => Path.GetDirectoryName(
        Directory.EnumerateFileSystemEntries(At(agent), file, SearchOption.AllDirectories).First())!;

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            program.Kill();
        Processes.KillAllNaming(Folder);
        foreach (var program in _programs)
            await program.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
