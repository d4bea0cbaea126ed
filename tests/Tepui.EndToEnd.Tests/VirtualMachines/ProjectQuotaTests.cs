using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.EndToEnd.Tests.VirtualMachines;

/// <summary>Containers that are projects of an XFS with quotas (disk/xfs).</summary>
[Collection(AloneCollection.Name)]
public partial class ProjectQuotaTests(SharedMachine machine)
{
    /// <summary>
    /// Four ids. The task 'before' runs through all: under an agent without quotas, under one whose kernel holds tasks to their disk, and
    /// under one that kills them, and removes sandboxes at once.
    /// </summary>
    internal const string Script =
        """
        for module in libcrc32c xfs loop; do insmod /modules/$module.ko; done
        truncate -s 400M /tmp/image
        mkfs.xfs -q /tmp/image
        mkdir /disk
        start() {
          tepui agent --master=127.0.0.1:5050 --work_dir=/disk/agent --resources='cpus:2;mem:512;disk:100' \
            --xfs_project_range='[5000-5003]' --enforce_container_disk_quota --disk_watch_interval=500ms "$@" >> /tmp/projects.log 2>&1 &
          agent=$!
        }
        free() { wget -q -O - http://127.0.0.1:5051/metrics/snapshot | grep -o 'project_ids_free":[0-9]*'; }

        echo '== disk without quotas'
        mount -o loop /tmp/image /disk
        start --isolation=disk/xfs
        wait $agent
        cat /tmp/projects.log
        umount /disk
        mount -o loop,prjquota /tmp/image /disk

        start --isolation=disk/du
        run --name=before --resources='cpus:0.1;mem:32;disk:20' --command='
          mkdir -p some/place; dd if=/dev/zero of=some/place/data bs=1M count=3; ln -s /nowhere link; mkfifo pipe; sync
          touch ready; sleep 1000' > /tmp/before.log 2>&1 &
        until [ -e /disk/agent/slaves/*/frameworks/*/executors/before/runs/latest/ready ]; do sleep 0.5; done
        stop
        start --isolation=disk/xfs
        echo '== disk held'
        # Nor can stdout and stderr be written in a sandbox that is full, nor for a while after something was removed.
        run --name=beyond --resources='cpus:0.5;mem:64;disk:8' --command='
          dd if=/dev/zero of=data bs=1M count=20 2> /tmp/problem; wc -c < data > /tmp/size'
        cat /tmp/problem
        echo "$(cat /tmp/size) bytes"
        echo '== disk measured'
        run --name=within --resources='cpus:0.5;mem:64;disk:8' --command='
          dd if=/dev/zero of=data bs=1M count=4; sync
          wget -q -O - http://127.0.0.1:5051/monitor/statistics'
        echo '== disk projects'
        free
        stop

        start --isolation=disk/xfs --xfs_kill_containers --container_disk_watch_interval=200ms --gc_delay=0secs
        echo '== disk killed'
        run --name=killed --resources='cpus:0.5;mem:64;disk:8' --command='dd if=/dev/zero of=data bs=1M count=12; sleep 1000'
        echo '== disk projects left'
        i=0
        while [ $i -lt 60 ] && [ "$(free)" != 'project_ids_free":3' ]; do sleep 0.5; i=$((i + 1)); done
        free
        echo '== disk log'
        cat /tmp/projects.log
        stop
        """;

    [VirtualMachineFact]
    public void Disk_without_project_quotas_is_refused_with_what_to_do() => machine.Part("disk without quotas").ShouldContain(
        "/disk/agent (--work_dir) is on /dev/loop0, which is mounted without project quotas: mount an XFS there with the option prjquota");

    [VirtualMachineFact]
    public void Task_cannot_write_more_than_it_was_given()
    {
        string held = machine.Part("disk held");
        held.ShouldContain("No space left on device", customMessage: machine.Output);
        Match written = Bytes().Match(held);
        written.Success.ShouldBeTrue(machine.Output);
        long.Parse(written.Groups["bytes"].Value, CultureInfo.InvariantCulture).ShouldBeInRange(7 << 20, 8 << 20);
        held.ShouldContain("TASK_FINISHED");
    }

    [VirtualMachineFact]
    public void Kernel_counts_what_tasks_hold_also_those_that_were_there_before()
    {
        string[] tasks = machine.Part("disk measured").Split("\"executor_id\":");
        string Of(string name) => tasks.Single(task => task.StartsWith($"\"{name}\"", StringComparison.Ordinal));
        Of("within").ShouldContain("\"disk_limit_bytes\":8388608", customMessage: machine.Output);
        UsedOf(Of("within")).ShouldBeInRange(4 << 20, 5 << 20);
        Of("before").ShouldContain("\"disk_limit_bytes\":20971520");
        UsedOf(Of("before")).ShouldBeInRange(3 << 20, 4 << 20);
        machine.Part("disk projects").ShouldContain("project_ids_free\":1");
    }

    [VirtualMachineFact]
    public void Task_over_its_disk_is_killed_and_told_why()
    {
        string killed = machine.Part("disk killed");
        killed.ShouldContain("TASK_FAILED", customMessage: machine.Output);
        killed.ShouldMatch(@"Disk usage \([0-9]+[KM]B\) exceeded quota \(8MB\)");
    }

    [VirtualMachineFact]
    public void Projects_of_removed_sandboxes_are_free_again() =>
        machine.Part("disk projects left").ShouldContain("project_ids_free\":3", customMessage: machine.Output);

    private static long UsedOf(string task) => long.Parse(Used().Match(task).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("\"disk_used_bytes\":([0-9]+)")]
    private static partial Regex Used();

    [GeneratedRegex("^(?<bytes>[0-9]+) bytes$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Bytes();
}
