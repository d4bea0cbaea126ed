using Mesos.V1;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>
/// A folder for temporary files in the sandbox (--sandbox_tmpdir), that goes when the container ends: what Java, Spark and
/// their libraries leave in /tmp when they are killed stays on the machine for good. Containers with an image have a /tmp of their own.
/// </summary>
internal static class TemporaryFolder
{
    public static bool IsWanted(AgentConfig config, ContainerInfo? container) =>
        config.OwnTemporaryFolders
        && (container is null || (container.Type == ContainerInfo.Types.Type.Mesos && container.Mesos?.Image is null));

    public static void Add(Variables environment, Sandbox sandbox)
    {
        environment.Set("TMPDIR", sandbox.TemporaryDirectory);
        environment.Set("SPARK_LOCAL_DIRS", sandbox.TemporaryDirectory);

        // Java knows nothing of TMPDIR; this is what every JVM reads, whatever starts it.
        environment.Set("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + sandbox.TemporaryDirectory);
    }
}
