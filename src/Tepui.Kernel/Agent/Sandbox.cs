namespace Tepui.Kernel.Agent;

/// <summary>
/// Where a container's files lie, as Mesos lays them out:
/// <c>work_dir/slaves/AGENT/frameworks/FRAMEWORK/executors/EXECUTOR/runs/CONTAINER</c>, with <c>runs/latest</c> a link to it.
/// </summary>
/// <param name="ExecutorsDirectory">Up to and with <c>executors</c>; empty for one that no framework has.</param>
public sealed record Sandbox(string ExecutorsDirectory, ExecutorId Executor, ContainerId Container)
{
    /// <summary>The longest file name of Linux file systems, in bytes; Mesos has the same limit for ids.</summary>
    public const int LongestName = 255;

    /// <summary>Where it is when it is no executor's: below another sandbox, or the agent's own; else null.</summary>
    public string? Place { get; init; }

    /// <summary>With <see cref="Place"/>: what lies above it and no container can change; no link below it is followed.</summary>
    public string Root { get; init; } = "";

    public const string TemporaryName = "tmp";

    public string ExecutorDirectory => ExecutorsDirectory + "/" + Executor.Value;

    public string RunsDirectory => ExecutorDirectory + "/runs";

    /// <summary>The container's working directory.</summary>
    public string Directory => Place ?? RunsDirectory + "/" + Container.Value;

    /// <summary>For temporary files, where the agent's flags ask for one.</summary>
    public string TemporaryDirectory => Directory + "/" + TemporaryName;

    /// <summary>The link to the newest run.</summary>
    public string Latest => RunsDirectory + "/latest";

    public static Sandbox For(string workDirectory, AgentId agent, FrameworkId framework, ExecutorId executor, ContainerId container) =>
        new(workDirectory + "/slaves/" + agent.Value + "/frameworks/" + framework.Value + "/executors", executor, container);

    /// <summary>Of a container that is nested in this one's: <c>containers/CHILD</c> in its sandbox.</summary>
    public Sandbox Nested(ContainerId child) =>
        this with
        {
            Container = child,
            Place = Directory + "/containers/" + Containers.ContainerIds.NameOf(child),
            Root = Place is null ? Directory : Root,
        };

    /// <summary>Of a container of no framework: <c>work_dir/containers/CONTAINER</c>.</summary>
    public static Sandbox Standalone(string workDirectory, ContainerId container) =>
        new("", default, container) { Place = workDirectory + "/containers/" + container.Value, Root = workDirectory };

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
