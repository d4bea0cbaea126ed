using Mesos.V1;

namespace Tepui.Kernel.StatusUpdates;

/// <summary>What a task state means for the task's life.</summary>
public static class TaskStates
{
    /// <summary>The task is over for good; UNREACHABLE and UNKNOWN may still turn into something else.</summary>
    public static bool IsTerminal(TaskState state) => state
        is TaskState.TaskFinished
        or TaskState.TaskFailed
        or TaskState.TaskKilled
        or TaskState.TaskLost
        or TaskState.TaskError
        or TaskState.TaskDropped
        or TaskState.TaskGone
        or TaskState.TaskGoneByOperator;
}
