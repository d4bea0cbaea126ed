using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Upkeep;

/// <summary>What Spark leaves, in the sandbox and in Java's folder for temporary files, goes with the job.</summary>
public class SparkLeftoversTests
{
    private const int Jobs = 50;

    [Fact]
    public async Task The_disk_is_back_to_its_start_after_fifty_jobs_that_were_killed_in_the_middle()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var agent = await cluster.StartAgentAsync(
            FreePort.Take(), "agent", "--resources=cpus:100;mem:8192;disk:4096;ports:[31000-31100]", "--sandbox_tmpdir",
            "--sandbox_cleanup_patterns=blockmgr-*,spark-*,*.so");
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        for (var job = 0; job < Jobs; job++)
        {
            framework.Launch(
                $"job {job}",
                "mkdir -p blockmgr-1/0c spark-2 && head -c 100000 /dev/zero | tee blockmgr-1/0c/shuffle spark-2/jar snappy.so $TMPDIR/lz4.so > result" +
                " && case \"$JAVA_TOOL_OPTIONS\" in *java.io.tmpdir=$TMPDIR) kill -9 $$;; esac");
        }

        for (var job = 0; job < Jobs; job++)
            await framework.WaitForAsync($"job {job}", TaskState.TaskFailed);
        await Http.UntilAsync(() => Task.FromResult(Left(cluster).Length == 0), () => $"{string.Join('\n', Left(cluster))}\n{agent.Report()}");
        Files(cluster).Count(path => Path.GetFileName(path) == "result").ShouldBe(Jobs, "what is no leftover stays");
    }

    private static string[] Left(Cluster cluster) =>
        [.. Files(cluster).Where(path => path.EndsWith(".so", StringComparison.Ordinal)
            || path.Contains("/blockmgr-", StringComparison.Ordinal) || path.Contains("/spark-", StringComparison.Ordinal)
            || Path.GetFileName(path) == "tmp")];

    private static string[] Files(Cluster cluster)
    {
        try
        {
            return Directory.GetFileSystemEntries(cluster.At("agent/slaves"), "*", new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.ReparsePoint,
            });
        }
        catch (DirectoryNotFoundException)
        {
            // Something went while it was looked at.
            return [cluster.At("agent/blockmgr-unknown")];
        }
    }
}
