using Mesos.V1.Agent;
using Tepui.Http.Responses;
using Tepui.Kernel;
using Tepui.Kernel.Agent.Containers;
using Kind = Mesos.V1.Agent.Call.Types.AttachContainerInput.Types.Type;

namespace Tepui.Agent.Sessions;

/// <summary>What the records of an ATTACH_CONTAINER_INPUT must be like (src/slave/validation.cpp, src/slave/containerizer/mesos/io).</summary>
internal static class InputRules
{
    private const string Prefix = "Failed to validate agent::Call: ";

    /// <summary>The first record, which names the container.</summary>
    /// <exception cref="RequestRefusedException">400.</exception>
    public static ContainerId Container(Call.Types.AttachContainerInput input)
    {
        if (!input.HasType)
            throw Invalid(Prefix + "Expecting 'attach_container_input.type' to be present");
        if (input.Type == Kind.Unknown)
            throw Invalid(Prefix + "'attach_container_input.type' is unknown");
        if (input.Type != Kind.ContainerId)
            throw Invalid("Expecting 'attach_container_input.type' to be CONTAINER_ID");
        if (input.ContainerId is null)
            throw Invalid(Prefix + "Expecting 'attach_container_input.container_id' to be present");
        return ContainerIds.Fault(input.ContainerId) is { } fault
            ? throw Invalid($"{Prefix}'attach_container_input.container_id' is invalid: {fault}")
            : ContainerIds.Of(input.ContainerId);
    }

    /// <summary>What is wrong with a later record; null when nothing is.</summary>
    public static string? Fault(Call call)
    {
        if (call.AttachContainerInput is not { } input || call.Type != Call.Types.Type.AttachContainerInput)
            return "Expecting 'type' to be 'ATTACH_CONTAINER_INPUT'";
        if (input.Type != Kind.ProcessIo)
            return $"Expecting 'attach_container_input.type' to be 'PROCESS_IO' instead of: '{WireNames.Of(input.Type)}'";
        return input.ProcessIo is { } message ? Fault(message) : "Expecting 'attach_container_input.process_io' to be present";
    }

    private static string? Fault(ProcessIO message)
    {
        if (!message.HasType)
            return "Expecting 'process_io.type' to be present";
        return message.Type switch
        {
            ProcessIO.Types.Type.Control => message.Control is { } control ? Fault(control) : "Expecting 'process_io.control' to be present",
            ProcessIO.Types.Type.Data => message.Data is { } data ? Fault(data) : "Expecting 'process_io.data' to be present",
            _ => "'process_io.type' is unknown",
        };
    }

    private static string? Fault(ProcessIO.Types.Control control)
    {
        if (!control.HasType)
            return "Expecting 'process_io.control.type' to be present";
        return control.Type switch
        {
            ProcessIO.Types.Control.Types.Type.TtyInfo =>
                control.TtyInfo is null ? "Expecting 'process_io.control.tty_info' to be present"
                : control.TtyInfo.WindowSize is null ? "Expecting 'tty_info.window_size' to be present"
                : null,
            ProcessIO.Types.Control.Types.Type.Heartbeat =>
                control.Heartbeat is null ? "Expecting 'process_io.control.heartbeat' to be present" : null,
            _ => "'process_io.control.type' is unknown",
        };
    }

    private static string? Fault(ProcessIO.Types.Data data) =>
        !data.HasType ? "Expecting 'process_io.data.type' to be present"
        : data.Type != ProcessIO.Types.Data.Types.Type.Stdin ? "Expecting 'process_io.data.type' to be 'STDIN'"
        : !data.HasData_ ? "Expecting 'process_io.data.data' to be present"
        : null;

    private static RequestRefusedException Invalid(string message) => RequestRefusedException.BadRequest(message);
}
