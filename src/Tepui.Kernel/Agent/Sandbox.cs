namespace Tepui.Kernel.Agent;

/// <summary>
/// Where a container's files lie, as Mesos lays them out:
/// <c>work_dir/slaves/AGENT/frameworks/FRAMEWORK/executors/EXECUTOR/runs/CONTAINER</c>, with <c>runs/latest</c> a link to it.
/// </summary>
/// <param name="ExecutorsDirectory">Up to and with <c>executors</c>.</param>
public sealed record Sandbox(string ExecutorsDirectory, ExecutorId Executor, ContainerId Container)
{
    /// <summary>The longest file name of Linux file systems, in bytes; Mesos has the same limit for ids.</summary>
    public const int LongestName = 255;

    public string ExecutorDirectory => ExecutorsDirectory + "/" + Executor.Value;

    public string RunsDirectory => ExecutorDirectory + "/runs";

    /// <summary>The container's working directory.</summary>
    public string Directory => RunsDirectory + "/" + Container.Value;

    /// <summary>The link to the newest run.</summary>
    public string Latest => RunsDirectory + "/latest";

    public static Sandbox For(string workDirectory, AgentId agent, FrameworkId framework, ExecutorId executor, ContainerId container) =>
        new(workDirectory + "/slaves/" + agent.Value + "/frameworks/" + framework.Value + "/executors", executor, container);

    /// <summary>Why an id cannot be a file name, or null. ':' and spaces can; '/' and control characters cannot.</summary>
    public static string? Fault(string id)
    {
        if (id.Length == 0)
        {
            return "is empty";
        }

        if (id is "." or "..")
        {
            return "is '.' or '..'";
        }

        foreach (char letter in id)
        {
            if (letter == '/' || char.IsControl(letter))
            {
                return "holds a slash or a control character";
            }
        }

        return System.Text.Encoding.UTF8.GetByteCount(id) > LongestName ? "is longer than 255 bytes" : null;
    }
}
