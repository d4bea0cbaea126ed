using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Views;
using CallType = Mesos.V1.Scheduler.Call.Types.Type;
using EventType = Mesos.V1.Scheduler.Event.Types.Type;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Master.Endpoints.Metrics;

/// <summary>The metrics of one framework: <c>master/frameworks/NAME/ID/...</c>, the name percent-encoded.</summary>
internal static class FrameworkMetricNames
{
    private static readonly TaskState[] ActiveStates =
    [
        TaskState.TaskKilling, TaskState.TaskRunning, TaskState.TaskStaging, TaskState.TaskStarting, TaskState.TaskUnknown,
        TaskState.TaskUnreachable,
    ];

    private static readonly TaskState[] EndStates =
    [
        TaskState.TaskDropped, TaskState.TaskError, TaskState.TaskFailed, TaskState.TaskFinished, TaskState.TaskGone,
        TaskState.TaskGoneByOperator, TaskState.TaskKilled, TaskState.TaskLost,
    ];

    public static void Add(SortedDictionary<string, double> metrics, FrameworkView framework)
    {
        FrameworkMetrics counted = framework.Metrics;
        string prefix = $"master/frameworks/{Uri.EscapeDataString(framework.Info.Name)}/{framework.Id}/";
        metrics[prefix + "subscribed"] = framework.Connected ? 1 : 0;
        metrics[prefix + "offers/sent"] = counted.OffersSent;
        metrics[prefix + "offers/accepted"] = counted.OffersAccepted;
        metrics[prefix + "offers/declined"] = counted.OffersDeclined;
        metrics[prefix + "offers/rescinded"] = counted.OffersRescinded;
        AddAll<CallType>(metrics, prefix + "calls", counted.Calls);
        AddAll<EventType>(metrics, prefix + "events", counted.Events);
        AddAll<OperationType>(metrics, prefix + "operations", counted.Operations);
        foreach (TaskState state in ActiveStates)
        {
            metrics[prefix + "tasks/active/" + NameCache<TaskState>.Of(state)] = counted.ActiveTasks(state);
        }

        foreach (TaskState state in EndStates)
        {
            metrics[prefix + "tasks/terminal/" + NameCache<TaskState>.Of(state)] = counted.EndedTasks(state);
        }

        foreach (string role in framework.Roles)
        {
            bool suppressed = System.Linq.Enumerable.Contains(framework.SuppressedRoles, role);
            metrics[$"{prefix}roles/{role}/suppressed"] = suppressed ? 1 : 0;
        }
    }

    private static void AddAll<T>(SortedDictionary<string, double> metrics, string prefix, Func<T, long> count)
        where T : struct, Enum
    {
        long all = 0;
        foreach (T value in Enum.GetValues<T>())
        {
            string name = NameCache<T>.Of(value);
            if (name != "unknown")
            {
                long counted = count(value);
                metrics[$"{prefix}/{name}"] = counted;
                all += counted;
            }
        }

        metrics[prefix] = all;
    }

    private static class NameCache<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Names = [];

        static NameCache()
        {
            foreach (T value in Enum.GetValues<T>())
            {
                Names[value] = WireNames.Of(value).ToLowerInvariant();
            }
        }

        public static string Of(T value) => Names[value];
    }
}
