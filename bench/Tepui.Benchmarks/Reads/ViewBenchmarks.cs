using System;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Benchmarks.Reads;

/// <summary>What a view costs the master's own thread: a million tasks in one list, of which so many changed since the last view.</summary>
[Config(typeof(QuickConfig))]
public class ViewBenchmarks
{
    private const int Tasks = 1_000_000;

    private readonly TrackedList<TaskRecord, TaskView> _list = new(static task => new TaskView(task.Image));
    private TaskRecord[] _tasks = [];

    [Params(0, 1, 1_000, 1_000_000)]
    public int Changed { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var message = new Task
        {
            Name = "task",
            TaskId = new TaskID { Value = "t" },
            FrameworkId = new FrameworkID { Value = "f" },
            AgentId = new AgentID { Value = "a" },
        };
        TaskImage image = TaskImage.Of(message, ResourceSet.Empty);
        _tasks = [.. Enumerable.Range(0, Tasks).Select(_ => new TaskRecord(image))];
        Array.ForEach(_tasks, _list.Add);
    }

    [IterationSetup]
    public void Change()
    {
        _list.View();
        for (int number = 0; number < Changed; number++)
        {
            _tasks[(int)((long)number * Tasks / Changed)].Sent(TaskState.TaskRunning, ByteString.Empty);
        }
    }

    [Benchmark]
    public int View() => _list.View().PartCount;
}
