using System;
using System.Globalization;
using System.IO;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>A task that runs until it is told to end, and of which it is known whether it was ever run again.</summary>
internal sealed class LongTask(string folder, string name)
{
    private int _pid;

    public string Name => name;

    /// <summary>For a shell.</summary>
    public string Command => $"echo $$ >> {Started}; until [ -e {Go} ]; do sleep 0.1; done";

    private string Started => Path.Combine(folder, "started-" + name);

    private string Go => Path.Combine(folder, "go-" + name);

    public async Task BeginsAsync()
    {
        await Http.UntilAsync(
            async () => File.Exists(Started) && (await File.ReadAllTextAsync(Started)).EndsWith('\n'), () => $"{name} does not begin");
        _pid = int.Parse((await File.ReadAllTextAsync(Started)).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>The very process that began, and no other.</summary>
    public void ShouldRun()
    {
        Processes.IsAlive(_pid).ShouldBeTrue($"the process of {name}");
        WasRunOnce();
    }

    /// <summary>Tells it to end, and waits until its process has.</summary>
    public async Task EndAsync()
    {
        await File.WriteAllTextAsync(Go, "");
        await Http.UntilAsync(() => Task.FromResult(!Processes.IsAlive(_pid)), () => $"{name} does not end");
    }

    /// <summary>All updates of its life have come, whatever was in their way.</summary>
    public async Task IsToldFinishedAsync(TestFramework framework)
    {
        await framework.WaitForAsync(name, TaskState.TaskFinished);
        framework.Updates(name).ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished]);
        WasRunOnce();
    }

    private void WasRunOnce() =>
        File.ReadAllText(Started).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, $"{name} was run again");
}
