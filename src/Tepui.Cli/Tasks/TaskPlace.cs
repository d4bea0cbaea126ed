using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client;
using Tepui.Client.Operators;

namespace Tepui.Cli.Tasks;

/// <summary>Where a running task is: its agent, and its container there.</summary>
internal sealed record TaskPlace(Uri Agent, ContainerID Container)
{
    /// <exception cref="MesosException">There is no such task, or it does not run; the message says what to do.</exception>
    public static async Task<TaskPlace> FindAsync(OperatorClient master, string taskId, CancellationToken cancellation)
    {
        var tasks = await master.GetTasksAsync(cancellation);
        var found = tasks.Tasks.Where(task => task.TaskId.Value == taskId).ToList();
        if (found.Count == 0)
        {
            throw new MesosException(tasks.CompletedTasks.Any(task => task.TaskId.Value == taskId)
                ? $"task '{taskId}' has ended"
                : $"there is no task '{taskId}'; 'tepui task list' names those there are");
        }

        if (found.Count > 1)
            throw new MesosException($"{found.Count} frameworks have a task '{taskId}', and which is meant cannot be said");
        if (found[0].State != TaskState.TaskRunning)
            throw new MesosException($"task '{taskId}' does not run: it is in {Kernel.WireNames.Of(found[0].State)}");
        var container = found[0].Statuses.Select(status => status.ContainerStatus?.ContainerId).LastOrDefault(id => id is not null)
            ?? throw new MesosException($"the master does not know the container of task '{taskId}'");
        var agent = await master.FindAgentAsync(found[0].AgentId, cancellation)
            ?? throw new MesosException($"the master does not know where agent {found[0].AgentId.Value} is");
        return new TaskPlace(agent, container);
    }
}
