using Mesos.V1;
using Call = Mesos.V1.Executor.Call;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>What an executor's call must be like (src/common/validation.cpp).</summary>
internal static class ExecutorCallRules
{
    private const int UuidLength = 16;

    /// <summary>What is wrong, after Mesos's first words, or null.</summary>
    public static string? Fault(Call call)
    {
        string? fault = call.Type switch
        {
            Call.Types.Type.Subscribe => call.Subscribe is null ? "Expecting 'subscribe' to be present" : null,
            Call.Types.Type.Message => call.Message is null ? "Expecting 'message' to be present" : null,
            Call.Types.Type.Update => call.Update is null ? "Expecting 'update' to be present" : Fault(call, call.Update.Status),
            _ => "Expecting 'type' to be present",
        };
        return fault is null ? null : "Failed to validate Executor::Call: " + fault;
    }

    /// <summary>What is wrong with an update, or null.</summary>
    public static string? Fault(Call call, TaskStatus status)
    {
        string executor = $"executor {call.ExecutorId.Value} of framework {call.FrameworkId.Value}";
        if (!status.HasUuid)
        {
            return "Expecting 'uuid' to be present";
        }

        if (status.Uuid.Length != UuidLength)
        {
            return $"Not a valid UUID: it has {status.Uuid.Length} bytes and must have {UuidLength}";
        }

        if (status.ExecutorId is { } named && named.Value != call.ExecutorId.Value)
        {
            return $"ExecutorID in Call: {call.ExecutorId.Value} does not match ExecutorID in TaskStatus: {named.Value}";
        }

        if (status.Source != TaskStatus.Types.Source.Executor)
        {
            return $"Received Call from {executor} with invalid source, expecting 'SOURCE_EXECUTOR'";
        }

        if (status.State is TaskState.TaskStaging or TaskState.TaskUnreachable or TaskState.TaskUnknown or TaskState.TaskGoneByOperator)
        {
            return $"Received {WireNames.Of(status.State)} from {executor} which is not allowed";
        }

        return status.CheckStatus is { } check ? Fault(check) : null;
    }

    private static string? Fault(CheckStatusInfo check)
    {
        if (!check.HasType)
        {
            return "CheckStatusInfo must specify 'type'";
        }

        return check.Type switch
        {
            CheckInfo.Types.Type.Command => Missing(check.Command is null, "command"),
            CheckInfo.Types.Type.Http => Missing(check.Http is null, "http"),
            CheckInfo.Types.Type.Tcp => Missing(check.Tcp is null, "tcp"),
            _ => "'UNKNOWN' is not a valid check's status type",
        };
    }

    private static string? Missing(bool isMissing, string field) =>
        isMissing ? $"Expecting '{field}' to be set for {field.ToUpperInvariant()} check's status" : null;
}
