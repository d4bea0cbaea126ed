using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Launching;

/// <summary>
/// A shell that enters a plan's cgroups and then becomes the command: a process can be moved by itself only, if nothing of it is to run
/// outside.
/// </summary>
internal static class EnteringShell
{
    private const string Shell = "/bin/sh";
    private const string Separator = "--";

    /// <summary>Takes directories of cgroups up to the separator, then the command.</summary>
    private const string Script =
        """
        while [ "$1" != -- ]; do
          case "$1" in
            oom=*) file=/proc/self/oom_score_adj value=${1#oom=} ;;
            *) file=$1/cgroup.procs value=0 ;;
          esac
          echo "$value" > "$file" || { echo "The container cannot enter $file: see the line above" >&2; exit 125; }
          shift
        done
        shift
        unset PWD OLDPWD file value
        exec "$@"
        """;

    /// <summary>The shell sets, drops or uses these itself.</summary>
    private static readonly string[] OwnNames =
        ["PWD", "OLDPWD", "IFS", "PPID", "OPTIND", "LINENO", "ENV", "PS1", "PS2", "PS4", "file", "value"];

    /// <summary>Whether there is anything that needs one.</summary>
    public static bool IsNeeded(ContainerPlan plan) => plan.Cgroups.Count > 0 || plan.OomScoreAdjustment is not null;

    /// <summary>The arguments that lead to a command through the shell.</summary>
    /// <param name="command">The path of an executable, and its arguments.</param>
    public static List<string> Wrap(ContainerPlan plan, IEnumerable<string> command)
    {
        List<string> argv = [Shell, "-c", Script, "tepui"];
        if (plan.OomScoreAdjustment is { } adjustment)
            argv.Add("oom=" + adjustment.ToString(CultureInfo.InvariantCulture));
        argv.AddRange(plan.Cgroups);
        argv.Add(Separator);

        // A shell hands on no variable whose name it could not have given one itself.
        List<string> odd = [.. plan.Environment.Where(pair => !IsHandedOn(pair.Key)).Select(pair => $"{pair.Key}={pair.Value}")];
        if (odd.Count > 0)
            argv.AddRange(["/usr/bin/env", .. odd]);
        argv.AddRange(command);
        return argv;
    }

    /// <exception cref="ContainerLaunchException">There is no shell.</exception>
    public static void Check()
    {
        if (!File.Exists(Shell))
            throw new ContainerLaunchException($"entering cgroups needs {Shell}: install a shell there");
    }

    private static bool IsHandedOn(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        && !OwnNames.Contains(name);
}
