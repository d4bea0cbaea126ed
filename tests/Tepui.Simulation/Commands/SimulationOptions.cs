using System;
using System.Collections.Generic;
using System.Globalization;

namespace Tepui.Simulation.Commands;

/// <summary>The flags of eng/sim.</summary>
internal sealed class SimulationOptions
{
    public const string Help = """
        Plays seeds of a simulated cluster, and says what went wrong in them.

          eng/sim                 one fresh seed
          eng/sim --seed=N        this seed; with --seeds=M, this and those after it
          eng/sim --seeds=M       so many seeds
          eng/sim --minutes=T     fresh seeds until so many minutes of wall time are over
          eng/sim --hours=H       faults for so many simulated hours in each seed (default 1)
          eng/sim --threads=N     so many seeds at a time (default: one for each processor)
          eng/sim --first         end with the first violation
          eng/sim --log           print everything that happens
          eng/sim --bug=NAME      with one of the five planted bugs: a build of its own

        Exit status: 0 when nothing was found, 1 when something was, 64 for flags that are none.
        """;

    public long? Seed { get; private set; }

    public int Seeds { get; private set; } = 1;

    public double Hours { get; private set; } = 1;

    public double? Minutes { get; private set; }

    public int Threads { get; private set; } = Environment.ProcessorCount;

    public bool Log { get; private set; }

    public bool EndsWithTheFirst { get; private set; }

    public bool AsksForHelp { get; private set; }

    public string? Bug { get; private set; }

    public List<string> Faults { get; } = [];

    public static SimulationOptions Parse(IEnumerable<string> arguments)
    {
        var options = new SimulationOptions();
        foreach (string argument in arguments)
        {
            string[] parts = argument.Split('=', 2);
            string value = parts.Length > 1 ? parts[1] : "";
            bool isKnown = parts[0] switch
            {
                "--seed" => options.Take(long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed), () => options.Seed = seed),
                "--seeds" => options.Take(
                    int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seeds) && seeds > 0, () => options.Seeds = seeds),
                "--threads" => options.Take(
                    int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads > 0, () => options.Threads = threads),
                "--hours" => options.Take(Positive(value, out double hours), () => options.Hours = hours),
                "--minutes" => options.Take(Positive(value, out double minutes), () => options.Minutes = minutes),
                "--log" => options.Take(value.Length == 0, () => options.Log = true),
                "--first" => options.Take(value.Length == 0, () => options.EndsWithTheFirst = true),
                "--help" or "-h" => options.Take(true, () => options.AsksForHelp = true),
                "--bug" => options.Take(value.Length > 0, () => options.Bug = value),
                _ => false,
            };
            if (!isKnown)
            {
                options.Faults.Add($"{argument}: not a flag, or not a value of it; see --help");
            }
        }

        return options;
    }

    private static bool Positive(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number) && number > 0;

    private bool Take(bool isGood, Action take)
    {
        if (isGood)
        {
            take();
        }

        return isGood;
    }
}
