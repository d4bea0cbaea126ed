using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Tepui.Simulation.Runs;

namespace Tepui.Simulation.Commands;

/// <summary>eng/sim: seeds on all processors, a line for each violation, and how to see it again.</summary>
internal static class SimulationCommand
{
    private const int UsageError = 64;

    public static int Run(IEnumerable<string> arguments, TextWriter output, TextWriter errors)
    {
        var options = SimulationOptions.Parse(arguments);
        if (options.AsksForHelp)
        {
            output.WriteLine(SimulationOptions.Help);
            return 0;
        }

        if (!TryPlant(options))
        {
            foreach (string fault in options.Faults)
            {
                errors.WriteLine("sim: " + fault);
            }

            return UsageError;
        }

        return Play(options, output);
    }

    private static int Play(SimulationOptions options, TextWriter output)
    {
        var settings = new RunSettings { FaultTime = TimeSpan.FromHours(options.Hours) };
        var tally = new RunTally();
        var wall = Stopwatch.StartNew();
        long seed = options.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        new SeedPlayer(settings, options.Log ? 1 : options.Threads, options.Log ? output : null).Play(
            seed,
            begun => !(options.EndsWithTheFirst && tally.Violations > 0)
                && (options.Minutes is { } minutes ? wall.Elapsed.TotalMinutes < minutes : begun < options.Seeds),
            report =>
            {
                tally.Add(report);
                if (report.Violation is { } violation)
                {
                    Tell(violation, options, output);
                }
            });
        tally.Tell(output, wall.Elapsed);
        return tally.Violations == 0 ? 0 : 1;
    }

    private static void Tell(Worlds.SimulationViolation violation, SimulationOptions options, TextWriter output)
    {
        if (violation.InnerException is { } cause)
        {
            // A fault of the product's own: whoever mends it wants to know where.
            output.WriteLine(cause);
        }

        if (!options.Log)
        {
            output.WriteLine(string.Join('\n', violation.Message.Split('\n').Skip(2)));
        }

        output.WriteLine(Line(violation, options));
    }

    private static string Line(Worlds.SimulationViolation violation, SimulationOptions options)
    {
        string bug = options.Bug is { } name ? $" --bug={name}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"VIOLATION {violation.Rule}: {violation.What}; again: eng/sim --seed={violation.Seed} --hours={options.Hours}{bug} --log");
    }

#if PLANTED_BUGS
    private static bool TryPlant(SimulationOptions options)
    {
        if (options.Bug is { } name)
        {
            if (Enum.TryParse<Kernel.PlantedBug>(name, ignoreCase: true, out var bug))
            {
                Kernel.PlantedBugs.Chosen = bug;
            }
            else
            {
                options.Faults.Add($"--bug={name}: there is {string.Join(", ", Enum.GetNames<Kernel.PlantedBug>())}");
            }
        }

        return options.Faults.Count == 0;
    }
#else
    private static bool TryPlant(SimulationOptions options)
    {
        if (options.Bug is not null)
        {
            options.Faults.Add("--bug: this build has none planted; build with -p:PlantedBugs=true, as eng/sim does");
        }

        return options.Faults.Count == 0;
    }
#endif
}
