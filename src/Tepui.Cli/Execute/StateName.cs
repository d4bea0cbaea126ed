using Google.Protobuf.Reflection;
using Mesos.V1;

namespace Tepui.Cli.Execute;

/// <summary>States of tasks in Mesos's words.</summary>
internal static class StateName
{
    public static string Of(TaskState state) =>
        CommonNames.FindValueByNumber((int)state)?.Name ?? state.ToString();

    public static bool IsTerminal(TaskState state) => state is TaskState.TaskFinished or TaskState.TaskFailed or TaskState.TaskKilled
        or TaskState.TaskError or TaskState.TaskLost or TaskState.TaskDropped or TaskState.TaskGone or TaskState.TaskGoneByOperator;

    private static EnumDescriptor CommonNames => Task.Descriptor.FindFieldByName("state").EnumType;
}
