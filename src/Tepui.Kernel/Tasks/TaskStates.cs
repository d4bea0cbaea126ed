using Mesos.V1;

namespace Tepui.Kernel.Tasks;

/// <summary>What the states of a task mean.</summary>
public static class TaskStates
{
    /// <summary>Whether nothing follows this state: the task has ended and will never run again.</summary>
    public static bool IsTerminal(this TaskState state) => state
        is TaskState.TaskFinished
        or TaskState.TaskFailed
        or TaskState.TaskKilled
        or TaskState.TaskLost
        or TaskState.TaskError
        or TaskState.TaskDropped
        or TaskState.TaskGone
        or TaskState.TaskGoneByOperator;

    /// <summary>Whether a task in this state holds its resources no more: it has ended, or its agent is out of reach.</summary>
    public static bool FreesResources(this TaskState state) => state is TaskState.TaskUnreachable || state.IsTerminal();
}
