using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Tasks;

namespace Tepui.Master.Endpoints.State;

/// <summary>How many tasks of each state an agent or a framework has, and on or of which others.</summary>
internal sealed class TaskTally
{
    private static readonly TaskState[] Shown =
    [
        TaskState.TaskStaging, TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskKilling, TaskState.TaskFinished,
        TaskState.TaskKilled, TaskState.TaskFailed, TaskState.TaskLost, TaskState.TaskError, TaskState.TaskUnreachable,
    ];

    private static readonly int States = System.Enum.GetValues<TaskState>().Max(static state => (int)state) + 1;

    // So many are looked through; beyond it they are looked up.
    private const int Few = 8;

    private readonly int[] _counts = new int[States];
    private readonly List<string> _others = [];
    private HashSet<string>? _seen;
    private string? _last;

    /// <summary>An agent's frameworks, a framework's agents: each once, in the order their tasks come.</summary>
    public IReadOnlyList<string> Others => _others;

    public void Count(TaskState state, string other)
    {
        if ((uint)state < (uint)_counts.Length)
        {
            _counts[(int)state]++;
        }

        // Neighbours are mostly of the same one.
        if (!ReferenceEquals(_last, other) && IsNew(other))
        {
            _others.Add(other);
        }

        _last = other;
    }

    private bool IsNew(string other)
    {
        if (_others.Count < Few)
        {
            return !_others.Contains(other);
        }

        _seen ??= [.. _others];
        return _seen.Add(other);
    }

    public void Write(Utf8JsonWriter writer)
    {
        foreach (TaskState state in Shown)
        {
            writer.WriteNumber(StateNames.Encoded(state), _counts[(int)state]);
        }
    }
}
