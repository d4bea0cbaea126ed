using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tepui.LoadBench.Spawning;

/// <param name="Count">Processes in each run.</param>
/// <param name="InFlight">Containers launched and not yet ended at any time.</param>
/// <param name="Rounds">How often both are measured, in turns.</param>
/// <param name="Running">Tasks that run side by side while memory is measured.</param>
/// <param name="Directory">Where sandboxes and the runtime directory lie; null makes a temporary one.</param>
public sealed record SpawnOptions(int Count, int InFlight, int Rounds, int Running, string? Directory)
{
    public const string Usage = "[--count 3000] [--in-flight 32] [--rounds 3] [--running 500] [--directory PATH]";

    public static bool TryParse(string[] args, [NotNullWhen(true)] out SpawnOptions? options)
    {
        options = null;
        var parsed = new SpawnOptions(3000, 32, 3, 500, null);
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 >= args.Length)
                return false;
            bool isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            if (args[i] == "--directory")
                parsed = parsed with { Directory = args[i + 1] };
            else if (isNumber && args[i] == "--count")
                parsed = parsed with { Count = number };
            else if (isNumber && args[i] == "--in-flight")
                parsed = parsed with { InFlight = number };
            else if (isNumber && args[i] == "--rounds")
                parsed = parsed with { Rounds = number };
            else if (isNumber && args[i] == "--running")
                parsed = parsed with { Running = number };
            else
                return false;
        }

        options = parsed;
        return true;
    }
}
