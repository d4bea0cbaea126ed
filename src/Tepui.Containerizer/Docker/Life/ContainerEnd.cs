using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>From what dockerd says of an end to what the agent is told.</summary>
internal static class ContainerEnd
{
    /// <param name="state">Null when dockerd has no such container any more.</param>
    /// <param name="exitCode">What the event said, if there was one.</param>
    public static ContainerExit Of(DockerContainer container, ContainerState? state, int? exitCode)
    {
        // As the command line does for Mesos: the exit code is all there is, 128 and the signal's number when one ended it.
        static int Status(int code) => (code & 0xFF) << 8;

        if (state is null && exitCode is { } seen)
            return new ContainerExit(container.Id, Status(seen));
        if (state is null)
        {
            return new ContainerExit(container.Id, null)
            {
                Message = $"dockerd has no container {container.Name} any more: somebody removed it, or dockerd has lost its data",
            };
        }

        string? error = string.IsNullOrEmpty(state.Error) ? null : state.Error.ReplaceLineEndings(" ");
        if (state.Status == "created")
        {
            return new ContainerExit(container.Id, null)
            {
                Message = $"container {container.Name} was made and never ran: {error ?? "the agent ended before it was started; launch the task again"}",
            };
        }

        return new ContainerExit(container.Id, Status(state.ExitCode)) { OutOfMemory = state.OutOfMemory, Message = error };
    }
}
