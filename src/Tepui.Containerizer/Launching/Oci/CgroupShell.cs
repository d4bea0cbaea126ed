using System.Collections.Generic;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>A shell that enters cgroups and then becomes the runtime, which leaves them alone: its container begins where it is.</summary>
internal static class CgroupShell
{
    private const string Script =
        """
        while [ "$1" != -- ]; do
          echo 0 > "$1/cgroup.procs" || { echo "The container cannot enter the cgroup $1: see the line above" >&2; exit 125; }
          shift
        done
        shift
        exec "$@"
        """;

    public static List<string> Wrap(IReadOnlyList<string> cgroups, List<string> command) =>
        cgroups.Count == 0 ? command : ["/bin/sh", "-c", Script, "tepui", .. cgroups, "--", .. command];
}
