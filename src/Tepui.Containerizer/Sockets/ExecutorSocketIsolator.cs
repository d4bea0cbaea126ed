using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Sockets;

/// <summary>Brings the agent's socket into the root of an executor that has one of its own. To be the last isolator that cares for roots.</summary>
public sealed class ExecutorSocketIsolator(ExecutorSocket socket) : IIsolator
{
    public string Name => "executor/socket";

    public bool OnlyMeasures => true;

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Root is not null && socket.IsIn(plan.Environment))
        {
            plan.Mounts.Add(new PlannedMount("bind", socket.Folder, ExecutorSocket.FolderInside, ["ro", "nosuid", "nodev", "noexec"]));
            List<KeyValuePair<string, string>> inside = [.. ExecutorSocket.Inside(plan.Environment)];
            plan.Environment.Clear();
            plan.Environment.AddRange(inside);
        }

        return ValueTask.CompletedTask;
    }
}
