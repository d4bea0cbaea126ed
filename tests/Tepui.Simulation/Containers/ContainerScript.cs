using System;
using System.Globalization;

namespace Tepui.Simulation.Containers;

/// <summary>
/// What a container does. A task's command says it: <c>fail</c> never starts; <c>run 2.5 exit 3</c> runs so many seconds and ends so;
/// <c>run</c> alone runs until it is killed; <c>deaf</c> somewhere in it does not heed SIGTERM. Anything else runs for a moment and
/// ends well.
/// </summary>
/// <param name="Life">Null: until it is killed.</param>
public sealed record ContainerScript(bool Starts, TimeSpan? Life, int ExitStatus, bool HeedsTerm)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public static ContainerScript Parse(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool heeds = Array.IndexOf(words, "deaf") < 0;
        if (Array.IndexOf(words, "fail") >= 0)
            return new ContainerScript(false, Moment, 1, heeds);
        int run = Array.IndexOf(words, "run");
        int exit = Array.IndexOf(words, "exit");
        TimeSpan? life = run < 0 ? Moment
            : run + 1 < words.Length && double.TryParse(words[run + 1], CultureInfo.InvariantCulture, out double seconds) ? TimeSpan.FromSeconds(seconds)
            : null;
        int status = exit >= 0 && exit + 1 < words.Length ? int.Parse(words[exit + 1], CultureInfo.InvariantCulture) : 0;
        return new ContainerScript(true, life, status, heeds);
    }
}
