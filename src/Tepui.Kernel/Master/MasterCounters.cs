using System;
using System.Collections.Generic;
using System.Text;
using Mesos.V1;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Source = Mesos.V1.TaskStatus.Types.Source;

namespace Tepui.Kernel.Master;

/// <summary>The master's counters, and how often tasks came to a state by whom and why.</summary>
public sealed class MasterCounters
{
    private static readonly string[] Names = MakeNames();

    private readonly long[] _values = new long[Names.Length];
    private readonly Dictionary<(TaskState State, Source Source, Reason Reason), long> _causes = [];

    /// <summary>A counter's value.</summary>
    public long this[MasterCounter counter] => _values[(int)counter];

    /// <summary>How often each cause was seen; <c>master/task_lost/source_master/reason_slave_removed</c> and its like.</summary>
    public IReadOnlyDictionary<(TaskState State, Source Source, Reason Reason), long> Causes => _causes;

    /// <summary>Every counter under its metric's name, causes included.</summary>
    public IEnumerable<KeyValuePair<string, long>> All()
    {
        for (var index = 0; index < _values.Length; index++)
        {
            yield return new KeyValuePair<string, long>(Names[index], _values[index]);
        }

        foreach (var ((state, source, reason), count) in _causes)
        {
            yield return new KeyValuePair<string, long>(CauseName(state, source, reason), count);
        }

        foreach (var count in Operations.All())
        {
            yield return count;
        }
    }

    /// <summary>Operations by kind and state.</summary>
    public OperationCounts Operations { get; } = new();

    internal void Count(MasterCounter counter) => _values[(int)counter]++;

    /// <summary>Counts a task that came to a terminal state.</summary>
    internal void CountTask(TaskStatus status)
    {
        if (CounterOf(status.State) is { } counter)
        {
            Count(counter);
        }

        CountCause(status);
    }

    /// <summary>Counts why a task came to its state.</summary>
    internal void CountCause(TaskStatus status)
    {
        if (status.HasReason)
        {
            var key = (status.State, status.Source, status.Reason);
            _causes[key] = _causes.GetValueOrDefault(key) + 1;
        }
    }

    internal MasterCounters Copy()
    {
        var copy = new MasterCounters();
        Array.Copy(_values, copy._values, _values.Length);
        copy.Operations.CopyFrom(Operations);
        foreach (var (key, value) in _causes)
        {
            copy._causes.Add(key, value);
        }

        return copy;
    }

    private static MasterCounter? CounterOf(TaskState state) => state switch
    {
        TaskState.TaskFinished => MasterCounter.TasksFinished,
        TaskState.TaskFailed => MasterCounter.TasksFailed,
        TaskState.TaskKilled => MasterCounter.TasksKilled,
        TaskState.TaskLost => MasterCounter.TasksLost,
        TaskState.TaskError => MasterCounter.TasksError,
        TaskState.TaskDropped => MasterCounter.TasksDropped,
        TaskState.TaskGone => MasterCounter.TasksGone,
        TaskState.TaskGoneByOperator => MasterCounter.TasksGoneByOperator,
        _ => null,
    };

    /// <summary>Mesos's metrics say slave where its v1 messages say agent.</summary>
    private static string CauseName(TaskState state, Source source, Reason reason) =>
        $"master/{WireNames.Of(state)}/{WireNames.Of(source)}/{WireNames.Of(reason)}".ToLowerInvariant()
            .Replace("/source_agent", "/source_slave", StringComparison.Ordinal)
            .Replace("/reason_agent_", "/reason_slave_", StringComparison.Ordinal);

    private static string[] MakeNames()
    {
        var names = Enum.GetNames<MasterCounter>();
        for (var index = 0; index < names.Length; index++)
        {
            names[index] = "master/" + ToSnakeCase(names[index])
                .Replace("slave_removals_reason_", "slave_removals/reason_", StringComparison.Ordinal);
        }

        return names;
    }

    private static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
