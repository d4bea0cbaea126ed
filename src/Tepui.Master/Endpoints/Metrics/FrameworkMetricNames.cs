using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Endpoints.Metrics;
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
    private const string Prefix = "master/frameworks/{framework_name}/{framework_id}/";

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

    public static void Add(MetricSet metrics, FrameworkView framework)
    {
        FrameworkMetrics counted = framework.Metrics;
        string name = Uri.EscapeDataString(framework.Info.Name);
        string id = framework.Id.Value;
        metrics.Add(Prefix + "subscribed", framework.Connected ? 1 : 0, name, id);
        metrics.Add(Prefix + "offers/sent", counted.OffersSent, name, id);
        metrics.Add(Prefix + "offers/accepted", counted.OffersAccepted, name, id);
        metrics.Add(Prefix + "offers/declined", counted.OffersDeclined, name, id);
        metrics.Add(Prefix + "offers/rescinded", counted.OffersRescinded, name, id);
        AddAll<CallType>(metrics, "calls", Prefix + "calls/{call}", name, id, counted.Calls);
        AddAll<EventType>(metrics, "events", Prefix + "events/{event}", name, id, counted.Events);
        AddAll<OperationType>(metrics, "operations", Prefix + "operations/{operation}", name, id, counted.Operations);
        foreach (TaskState state in ActiveStates)
        {
            metrics.Add(Prefix + "tasks/active/{state}", counted.ActiveTasks(state), name, id, NameCache<TaskState>.Of(state));
        }

        foreach (TaskState state in EndStates)
        {
            metrics.Add(Prefix + "tasks/terminal/{state}", counted.EndedTasks(state), name, id, NameCache<TaskState>.Of(state));
        }

        foreach (string role in framework.Roles)
        {
            bool suppressed = System.Linq.Enumerable.Contains(framework.SuppressedRoles, role);
            metrics.Add(Prefix + "roles/{role}/suppressed", suppressed ? 1 : 0, name, id, role);
        }
    }

    private static void AddAll<T>(MetricSet metrics, string sum, string template, string name, string id, Func<T, long> count)
        where T : struct, Enum
    {
        long all = 0;
        foreach (T value in NameCache<T>.Values)
        {
            string text = NameCache<T>.Of(value);
            if (text != "unknown")
            {
                long counted = count(value);
                metrics.Add(template, counted, name, id, text);
                all += counted;
            }
        }

        metrics.AddSum($"master/frameworks/{name}/{id}/{sum}", all);
    }

    private static class NameCache<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Names = [];

        public static T[] Values { get; } = Enum.GetValues<T>();

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
