using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.GarbageCollection;
using Tepui.Containerizer.Mounts;
using Tepui.Containerizer.Volumes;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.GarbageCollection;
using Tepui.Testing.Hosts;

namespace Tepui.Agent.Tests.GarbageCollection;

/// <summary>What is looked for and removed on a real disk.</summary>
public sealed class JanitorTests : IDisposable
{
    private static readonly DateTime Long = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _work = new();
    private readonly SemaphoreSlim _answered = new(0);
    private readonly List<AgentInput> _answers = [];
    private readonly Janitor _janitor;

    public JanitorTests() => _janitor = new Janitor(
        _work.Path,
        ["blockmgr-*", "*.so"],
        input =>
        {
            lock (_answers)
                _answers.Add(input);
            _answered.Release();
        },
        NullLogger.Instance,
        CancellationToken.None);

    public void Dispose()
    {
        _answered.Dispose();
        _work.Dispose();
    }

    [Fact]
    public async Task Find_TellsSandboxesOverOldestFirst_AndOtherAgentsFolders()
    {
        Sandbox("S0", "F", "e:1 a", "used", Long);
        Sandbox("S0", "F", "e:1 a", "second", Long.AddDays(2));
        Sandbox("S0", "G", "e", "first", Long.AddDays(1));
        Sandbox("S0", "G", "e", "newest", DateTime.UtcNow);
        Sandbox("S-before", "F", "e", "any", Long);

        _janitor.Find(new FindPaths(new AgentId("S0"), new HashSet<string> { "used" }, Most: 3));
        var found = (PathsFound)await AnswerAsync();

        found.Paths.Select(leftover => leftover.Path).Take(2).ShouldBe(
            ["slaves/S0/frameworks/G/executors/e/runs/first", "slaves/S0/frameworks/F/executors/e:1 a/runs/second"]);
        found.Paths.Count.ShouldBe(3);
        found.More.ShouldBe(1);
        found.Paths[0].Since.ShouldBe(new DateTimeOffset(Long.AddDays(1)));
    }

    [Fact]
    public async Task Find_OfAnotherAgentsFolder_CountsFromWhenItWasFirstFoundSo()
    {
        Sandbox("S-before", "F", "e", "any", Long);
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-2);

        _janitor.Find(new FindPaths(Agent: null, new HashSet<string>(), Most: 10));
        Leftover first = ((PathsFound)await AnswerAsync()).Paths.Single();
        _janitor.Find(new FindPaths(Agent: null, new HashSet<string>(), Most: 10));
        Leftover second = ((PathsFound)await AnswerAsync()).Paths.Single();

        first.Path.ShouldBe("slaves/S-before");
        first.Since.ShouldBeGreaterThan(before);
        second.ShouldBe(first);
    }

    [Fact]
    public async Task Find_TakesFoldersWithNothingInThemAway()
    {
        string executor = Path.Combine(_work.Path, "slaves/S0/frameworks/F/executors/e");
        Directory.CreateDirectory(Path.Combine(executor, "runs"));
        Directory.SetLastWriteTimeUtc(executor, Long);

        _janitor.Find(new FindPaths(new AgentId("S0"), new HashSet<string>(), Most: 10));
        ((PathsFound)await AnswerAsync()).Paths.ShouldBeEmpty();

        Directory.Exists(executor).ShouldBeFalse();
    }

    [Fact]
    public async Task Remove_TakesTheSandboxAndWhatWasAboveItAlone()
    {
        string run = Sandbox("S0", "F", "e", "c", Long);
        string beside = Sandbox("S0", "F", "other", "d", Long);
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(run)!, "latest"), run);

        _janitor.Remove(new RemovePaths([Relative(run), "slaves/S0/frameworks/F/executors/e/runs/never-was"]));
        ((PathsRemoved)await AnswerAsync()).ShouldBe(new PathsRemoved(1, 0));

        Directory.Exists(Path.Combine(_work.Path, "slaves/S0/frameworks/F/executors/e")).ShouldBeFalse();
        Directory.Exists(beside).ShouldBeTrue();
        _janitor.Remove(new RemovePaths([Relative(beside)]));
        await AnswerAsync();
        Directory.GetFileSystemEntries(Path.Combine(_work.Path, "slaves")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Remove_FollowsNoLink_WhereverItLies()
    {
        string volume = Directory.CreateDirectory(Path.Combine(_work.Path, "volumes/roles/r/v")).FullName;
        await File.WriteAllTextAsync(Path.Combine(volume, "kept"), "");
        string run = Sandbox("S0", "F", "e", "c", Long);
        File.CreateSymbolicLink(Path.Combine(run, "volume"), volume);

        // An executor's folder that a task has put a link in the place of.
        string frameworks = Path.Combine(_work.Path, "slaves/S0/frameworks");
        Directory.CreateDirectory(Path.Combine(volume, "runs/x"));
        File.CreateSymbolicLink(Path.Combine(frameworks, "F/executors/linked"), volume);

        _janitor.Remove(new RemovePaths([Relative(run), "slaves/S0/frameworks/F/executors/linked/runs/x"]));
        ((PathsRemoved)await AnswerAsync()).ShouldBe(new PathsRemoved(1, 1));

        File.Exists(Path.Combine(volume, "kept")).ShouldBeTrue();
        Directory.Exists(Path.Combine(volume, "runs/x")).ShouldBeTrue();
    }

    [Fact]
    public async Task Clean_TakesWhatMatchesRightInTheSandbox_AndFollowsNoLink()
    {
        string run = Sandbox("S0", "F", "e", "c", Long);
        string volume = Directory.CreateDirectory(Path.Combine(_work.Path, "volumes/v")).FullName;
        await File.WriteAllTextAsync(Path.Combine(volume, "kept.so"), "");
        Directory.CreateDirectory(Path.Combine(run, "blockmgr-1/0c/deep"));
        await File.WriteAllTextAsync(Path.Combine(run, "a.so"), "");
        File.CreateSymbolicLink(Path.Combine(run, "blockmgr-link"), volume);
        File.CreateSymbolicLink(Path.Combine(run, "data"), volume);
        Directory.CreateDirectory(Path.Combine(run, "own/blockmgr-2"));

        _janitor.Clean(new CleanSandbox(run));
        _janitor.Clean(new CleanSandbox(run + "-never-was"));
        _janitor.Remove(new RemovePaths([]));
        await AnswerAsync();

        Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Order().ShouldBe(["data", "own", "stdout"]);
        Directory.Exists(Path.Combine(run, "own/blockmgr-2")).ShouldBeTrue();
        File.Exists(Path.Combine(volume, "kept.so")).ShouldBeTrue();
    }

    [RootFact]
    public async Task Remove_TakesMountsOfTheDeadAway_AndWhatTheyShowStays()
    {
        string run = Sandbox("S0", "F", "e", "c", Long);
        string volume = Directory.CreateDirectory(Path.Combine(_work.Path, "volumes/v")).FullName;
        await File.WriteAllTextAsync(Path.Combine(volume, "kept"), "");
        string target = Directory.CreateDirectory(Path.Combine(run, "deep er/data")).FullName;
        using (Process mount = Process.Start("mount", ["--bind", volume, target]))
            await mount.WaitForExitAsync();
        MountTable.Below(run).ShouldBe([target]);

        _janitor.Remove(new RemovePaths([Relative(run)]));
        ((PathsRemoved)await AnswerAsync()).ShouldBe(new PathsRemoved(1, 0));

        MountTable.Below(run).ShouldBeEmpty();
        File.Exists(Path.Combine(volume, "kept")).ShouldBeTrue();
    }

    [RootFact]
    public async Task FolderThatIsMounted_IsNotEmptied()
    {
        string inside = Directory.CreateDirectory(Path.Combine(_work.Path, "outer/inner")).FullName;
        string volume = Directory.CreateDirectory(Path.Combine(_work.Path, "volumes/v")).FullName;
        await File.WriteAllTextAsync(Path.Combine(volume, "kept"), "");
        using (Process mount = Process.Start("mount", ["--bind", volume, inside]))
            await mount.WaitForExitAsync();
        try
        {
            Should.Throw<IOException>(() => VolumeDirectories.Remove(_work.Path, Path.Combine(_work.Path, "outer")));
            File.Exists(Path.Combine(volume, "kept")).ShouldBeTrue();
        }
        finally
        {
            HostMounts.DetachBelow(inside);
        }
    }

    [Fact]
    public async Task Measure_TellsAPartOfTheDisk()
    {
        _janitor.Measure();
        var measured = (DiskMeasured)await AnswerAsync();

        measured.Fault.ShouldBeNull();
        measured.Usage.ShouldBeInRange(0, 1);
    }

    private string Sandbox(string agent, string framework, string executor, string run, DateTime changed)
    {
        string path = Directory.CreateDirectory(
            Path.Combine(_work.Path, "slaves", agent, "frameworks", framework, "executors", executor, "runs", run)).FullName;
        File.WriteAllText(Path.Combine(path, "stdout"), "said");
        Directory.SetLastWriteTimeUtc(path, changed);
        return path;
    }

    private string Relative(string path) => Path.GetRelativePath(_work.Path, path);

    private async Task<AgentInput> AnswerAsync()
    {
        (await _answered.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        lock (_answers)
            return _answers[^1];
    }
}
