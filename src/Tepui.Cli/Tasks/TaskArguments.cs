using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Cli.Tasks;

/// <summary>
/// The command line of <c>tepui task</c> as the Mesos CLI takes it: one-letter flags, also several in one word, and a command whose own
/// flags are not ours.
/// </summary>
internal static class TaskArguments
{
    public static IReadOnlyList<string> ToFlags(IReadOnlyList<string> rest)
    {
        var flags = new List<string>();
        for (var i = 0; i < rest.Count; i++)
        {
            var word = rest[i];
            if (word.Length < 2 || word[0] != '-' || word == "--")
            {
                // The first word that is no flag is the task; what follows belongs to the command, behind a '--' or not.
                var task = word == "--" ? i + 1 : i;
                flags.Add("--");
                flags.AddRange(rest.Skip(task).Where((_, at) => at != 1 || rest[task + 1] != "--"));
                return flags;
            }

            if (word[1] != '-')
                flags.AddRange(Letters(word));
            else
                flags.Add(word);
            if (word is "--master" or "--principal" or "--secret" && i + 1 < rest.Count)
                flags.Add(rest[++i]);
        }

        return flags;
    }

    private static IEnumerable<string> Letters(string word)
    {
        foreach (var letter in word.AsSpan(1).ToString())
        {
            yield return letter switch
            {
                'i' => "--interactive",
                't' => "--tty",
                'a' => "--all",
                'h' => "--help",
                _ => "-" + letter,
            };
        }
    }
}
