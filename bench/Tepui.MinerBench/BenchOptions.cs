using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Miner.Hashing;

namespace Tepui.MinerBench;

/// <summary>What to measure; from the command line.</summary>
internal sealed record BenchOptions(
    IReadOnlyList<int> Threads, TimeSpan Window, string? Peer, NonceScanner Scanner, bool Busy, int Replacements)
{
    public const string Help = """
        Measures hashes a second of SHA-256d beside a peer, in turns, best of three.
        Or, with --replacements, how long stale work goes on after a new job was sent.

          --threads N     only with N threads (default: 1, then as many as there are processors)
          --seconds S     length of each of the three windows (default: 10)
          --peer PATH     cpuminer's minerd; without it the recorded figures are shown
          --busy          counts processor time instead of time: for a machine that does other work meanwhile
          --replacements N  replaces the job of a worker on loopback N times
          --scanner NAME  part of a scanner's name (default: the fastest)
        """;

    /// <summary>Null and all faults, when there are any.</summary>
    public static (BenchOptions? Options, IReadOnlyList<string> Faults) Parse(string[] arguments)
    {
        var faults = new List<string>();
        IReadOnlyList<int> threads = [1, .. Environment.ProcessorCount > 1 ? [Environment.ProcessorCount] : Array.Empty<int>()];
        var seconds = 10.0;
        string? peer = null;
        var scanner = NonceScanner.Fastest;
        var busy = false;
        var replacements = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--busy")
            {
                busy = true;
                continue;
            }

            var flag = arguments[i++];
            var value = i < arguments.Length ? arguments[i] : "";
            switch (flag)
            {
                case "--threads" when int.TryParse(value, out var count) && count > 0:
                    threads = [count];
                    break;
                case "--seconds" when double.TryParse(value, out seconds) && seconds > 0:
                    break;
                case "--replacements" when int.TryParse(value, out replacements) && replacements > 0:
                    break;
                case "--peer" when File.Exists(value):
                    peer = value;
                    break;
                case "--scanner" when NonceScanner.Supported.FirstOrDefault(one => one.Name.Contains(value)) is { } named:
                    scanner = named;
                    break;
                case "--threads" or "--seconds" or "--replacements":
                    faults.Add($"{flag}: should be a positive number, not '{value}'");
                    break;
                case "--peer":
                    faults.Add($"--peer: there is no file '{value}'");
                    break;
                case "--scanner":
                    faults.Add($"--scanner: is one of {string.Join(", ", NonceScanner.Supported.Select(one => $"'{one.Name}'"))}");
                    break;
                default:
                    faults.Add($"{flag}: no such flag");
                    break;
            }
        }

        var options = new BenchOptions(threads, TimeSpan.FromSeconds(seconds), peer, scanner, busy, replacements);
        return (faults.Count > 0 ? null : options, faults);
    }
}
