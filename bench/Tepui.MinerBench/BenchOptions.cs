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
    /// <summary>Compares places to mine in instead of programs.</summary>
    public bool Cluster { get; init; }

    /// <summary>Compare also a Docker container of the cluster, on the dockerd that listens there.</summary>
    public string? DockerSocket { get; init; }

    public int Rounds { get; init; } = 3;

    /// <summary>The program, as ./tepui built it.</summary>
    public string Program { get; init; } = Path.GetFullPath(".tepui/build/current/tepui");

    /// <summary>Below this folder a cluster gets one of its own.</summary>
    public string WorkDirectory { get; init; } = Path.GetTempPath();

    public const string Help = """
        Measures hashes a second of SHA-256d beside a peer, in turns, best of three.
        Or, with --replacements, how long stale work goes on after a new job was sent.
        Or, with --cluster, a worker as a task of a cluster beside the same worker stand-alone, in turns.

          --threads N     only with N threads (default: 1, then as many as there are processors)
          --seconds S     length of each of the three windows (default: 10)
          --peer PATH     cpuminer's minerd; without it the recorded figures are shown
          --busy          counts processor time instead of time: for a machine that does other work meanwhile
          --replacements N  replaces the job of a worker on loopback N times
          --scanner NAME  part of a scanner's name (default: the fastest)
          --cluster       runs a node, a server, and a worker in turns by itself and as a task of a cluster; with all threads
          --docker-socket PATH  also as a Docker container of the cluster, with --cluster
          --rounds N      so many turns of each, with --cluster (default: 3)
          --tepui PATH    the program, with --cluster (default: as ./tepui built it)
          --work-dir DIR  where the cluster keeps its files, with --cluster (default: the system's temporary folder)
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
        var places = new BenchOptions([], default, null, scanner, false, 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--busy")
            {
                busy = true;
                continue;
            }

            if (arguments[i] == "--cluster")
            {
                places = places with { Cluster = true };
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
                case "--rounds" when int.TryParse(value, out var rounds) && rounds > 0:
                    places = places with { Rounds = rounds };
                    break;
                case "--docker-socket" when File.Exists(value):
                    places = places with { DockerSocket = Path.GetFullPath(value) };
                    break;
                case "--tepui" when File.Exists(value):
                    places = places with { Program = Path.GetFullPath(value) };
                    break;
                case "--work-dir" when Directory.Exists(value):
                    places = places with { WorkDirectory = value };
                    break;
                case "--peer" when File.Exists(value):
                    peer = value;
                    break;
                case "--scanner" when NonceScanner.Supported.FirstOrDefault(one => one.Name.Contains(value)) is { } named:
                    scanner = named;
                    break;
                case "--threads" or "--seconds" or "--replacements" or "--rounds":
                    faults.Add($"{flag}: should be a positive number, not '{value}'");
                    break;
                case "--peer" or "--tepui" or "--docker-socket":
                    faults.Add($"{flag}: there is no file '{value}'");
                    break;
                case "--work-dir":
                    faults.Add($"--work-dir: there is no folder '{value}'");
                    break;
                case "--scanner":
                    faults.Add($"--scanner: is one of {string.Join(", ", NonceScanner.Supported.Select(one => $"'{one.Name}'"))}");
                    break;
                default:
                    faults.Add($"{flag}: no such flag");
                    break;
            }
        }

        if (places.Cluster && (busy || peer is not null || replacements > 0 || scanner != NonceScanner.Fastest))
            faults.Add("--cluster: goes with --threads, --seconds, --rounds, --docker-socket, --tepui and --work-dir only");
        if (places.Cluster && seconds != Math.Floor(seconds))
            faults.Add("--seconds: a whole number with --cluster");
        var options = places with
        {
            Threads = threads,
            Window = TimeSpan.FromSeconds(seconds),
            Peer = peer,
            Scanner = scanner,
            Busy = busy,
            Replacements = replacements,
        };
        return (faults.Count > 0 ? null : options, faults);
    }
}
