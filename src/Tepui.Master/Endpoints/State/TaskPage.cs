using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Tasks;

namespace Tepui.Master.Endpoints.State;

/// <summary>Which tasks of all a reader of /tasks wants (docs/endpoints/master/tasks.md).</summary>
/// <param name="Limit">The most tasks; all of them when it is below 0.</param>
/// <param name="Offset">How many to leave out first; a number below 0 leaves out all, as in Mesos.</param>
internal sealed record TaskPage(int Limit, int Offset, bool Ascending, string? Framework, string? Task)
{
    private const int DefaultLimit = 100;

    public static TaskPage Of(IQueryCollection query) => new(
        Number(query, "limit", DefaultLimit),
        Number(query, "offset", 0),
        Text(query, "order") == "asc",
        Text(query, "framework_id"),
        Text(query, "task_id"));

    /// <summary>The value, also an empty one; null when it is not in the query.</summary>
    public static string? Text(IQueryCollection query, string name) =>
        query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) ? values[^1] ?? "" : null;

    /// <summary>The page, by the time of the tasks' first status.</summary>
    public IEnumerable<TaskView> Of(MasterView view)
    {
        var tasks = new List<TaskView>();
        foreach (IReadOnlyList<FrameworkView> frameworks in (IReadOnlyList<FrameworkView>[])[view.Frameworks, view.CompletedFrameworks])
        {
            foreach (FrameworkView framework in frameworks)
            {
                if (Framework is null || framework.Id.Value == Framework)
                {
                    Add(tasks, framework.Tasks);
                    Add(tasks, framework.UnreachableTasks);
                    Add(tasks, framework.CompletedTasks);
                }
            }
        }

        int first = Offset < 0 ? tasks.Count : Math.Min(Offset, tasks.Count);
        int count = Limit < 0 ? tasks.Count - first : Math.Min(Limit, tasks.Count - first);
        if (count == 0)
        {
            yield break;
        }

        int[] order = Sorted(tasks);
        for (int index = first; index < first + count; index++)
        {
            yield return tasks[order[index]];
        }
    }

    private static int Number(IQueryCollection query, string name, int otherwise) =>
        int.TryParse(Text(query, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private void Add(List<TaskView> found, ViewList<TaskView> tasks)
    {
        foreach (ViewPart<TaskView> part in tasks.Parts)
        {
            foreach (ref readonly TaskView task in part.Items)
            {
                if (Task is null || task.Id.Value == Task)
                {
                    found.Add(task);
                }
            }
        }
    }

    private int[] Sorted(List<TaskView> tasks)
    {
        double[] times = new double[tasks.Count];
        int[] order = new int[tasks.Count];
        for (int index = 0; index < order.Length; index++)
        {
            double time = TaskWire.FirstTimestamp(tasks[index].Image);
            times[index] = Ascending ? time : -time;
            order[index] = index;
        }

        Array.Sort(times, order);
        return order;
    }
}
