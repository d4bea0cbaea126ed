using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Tests.Master;

/// <summary>
/// What an operator knows who took the snapshot and every change since. One rule is needed beside the events themselves:
/// an agent that is added again settles what was out of reach on it; tasks it still has were added just before.
/// </summary>
internal sealed class ReplayedState
{
    private readonly Dictionary<(string Framework, string Task, string Agent), Task> _tasks = [];
    private readonly HashSet<string> _agents = [];
    private readonly HashSet<string> _frameworks = [];

    /// <summary>Ready to compare: sorted lines, one a thing.</summary>
    public IEnumerable<string> Agents => _agents.Order();

    public IEnumerable<string> Frameworks => _frameworks.Order();

    public IEnumerable<string> Tasks => Lines(_tasks.Values);

    public static IEnumerable<string> AgentsOf(MasterView view) => view.Agents.Select(static agent => agent.Id.Value).Order();

    public static IEnumerable<string> FrameworksOf(MasterView view) => view.Frameworks.Select(static framework => framework.Id.Value).Order();

    public static IEnumerable<string> TasksOf(MasterView view) => Lines(LatestOf(view).Values);

    public void Begin(MasterView view)
    {
        _agents.UnionWith(AgentsOf(view));
        _frameworks.UnionWith(FrameworksOf(view));
        foreach (var (key, task) in LatestOf(view))
        {
            _tasks[key] = task;
        }
    }

    public void Apply(OperatorChange change)
    {
        switch (change)
        {
            case OperatorChange.TaskAdded added:
                _frameworks.ShouldContain(added.Task.Framework.Value, "a task's framework is known before the task");
                Put(_tasks, added.Task.ToTask());
                break;
            case OperatorChange.TaskUpdated updated:
                var status = updated.Status.Clone();
                status.ClearData();
                var task = _tasks[(updated.Framework.Value, status.TaskId.Value, status.AgentId.Value)];
                if (task.Statuses.LastOrDefault()?.State == status.State)
                {
                    task.Statuses.RemoveAt(task.Statuses.Count - 1);
                }

                task.Statuses.Add(status);
                task.State = updated.State;
                break;
            case OperatorChange.AgentAdded added:
                _agents.Add(added.Agent.Id.Value).ShouldBeTrue("an agent is added once");
                foreach (var key in _tasks.Keys.Where(key => key.Agent == added.Agent.Id.Value).ToList())
                {
                    if (_tasks[key].Statuses.LastOrDefault()?.UnreachableTime is not null)
                    {
                        _tasks.Remove(key);
                    }
                }

                break;
            case OperatorChange.AgentRemoved removed:
                _agents.Remove(removed.Agent.Value);
                break;
            case OperatorChange.FrameworkAdded added:
                _frameworks.Add(added.Framework.Info.Id.Value).ShouldBeTrue("a framework is added once");
                break;
            case OperatorChange.FrameworkUpdated updated:
                _frameworks.ShouldContain(updated.Framework.Info.Id.Value);
                break;
            case OperatorChange.FrameworkRemoved removed:
                _frameworks.Remove(removed.Info.Id.Value).ShouldBeTrue("a framework is removed once");
                break;
        }
    }

    /// <summary>Every task, and of an id that was used again the last.</summary>
    private static Dictionary<(string Framework, string Task, string Agent), Task> LatestOf(MasterView view)
    {
        var tasks = new Dictionary<(string, string, string), Task>();
        foreach (var framework in view.Frameworks.Concat(view.CompletedFrameworks))
        {
            foreach (var task in framework.CompletedTasks.Concat(framework.UnreachableTasks).Concat(framework.Tasks))
            {
                Put(tasks, task.ToTask());
            }
        }

        return tasks;
    }

    private static void Put(Dictionary<(string Framework, string Task, string Agent), Task> tasks, Task task) =>
        tasks[(task.FrameworkId.Value, task.TaskId.Value, task.AgentId.Value)] = task;

    /// <summary>
    /// All of a task but which update its framework was sent, and the texts of statuses that only repeat a state: those are no
    /// news, and no event tells them.
    /// </summary>
    private static IEnumerable<string> Lines(IEnumerable<Task> tasks) => tasks.Select(static task =>
    {
        var line = task.Clone();
        line.ClearStatusUpdateState();
        line.ClearStatusUpdateUuid();
        var states = string.Join(" ", line.Statuses.Select(static status => status.State));
        line.Statuses.Clear();
        return $"{line} {states}";
    }).Order();
}
