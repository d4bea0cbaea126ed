using System;
using System.Collections.Generic;
using System.Globalization;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Worker;

/// <summary>
/// Reads the command line of pooler's cpuminer, as far as it makes sense here: whoever started <c>minerd</c> starts this the same way.
/// </summary>
public static class WorkerArguments
{
    public const string Help = """
        Usage: tepui miner worker -o URL [options]

        Connects to a mining server that speaks Stratum v1 and hashes on all processors. The options are those of cpuminer.

          -o, --url=URL          server: stratum+tcp://HOST:PORT, http://HOST:PORT or HOST:PORT (port by default: 9332)
          -u, --user=NAME        name to authorize with (default: worker)
          -p, --pass=PASSWORD    password to authorize with (default: x)
          -O, --userpass=U:P     both at once
          -t, --threads=N        threads to hash with (default: one for each processor)
          -r, --retries=N        connections in a row that may fail before giving up (default: any number)
          -R, --retry-pause=N    longest pause between two tries to connect, in seconds (default: 10)
          -a, --algo=ALGO        only sha256d, which is the default
          -q, --quiet            do not print the hash rate
              --rate-interval=N  seconds between two lines of the hash rate (default: 10; cpuminer has no such option)
              --no-redirect      stay, whatever the server says about another port
          -V, --version          which program this is
          -h, --help             this text

        The URL may hold the name and the password, as in stratum+tcp://NAME:PASSWORD@HOST:PORT. Options of cpuminer that mean
        nothing here (-D, -P, -S, -T, -s, --coinbase-addr, --no-longpoll ...) are taken and left aside; those that ask for
        something which there is not (--no-stratum, --cert, -x, -B, -c, --benchmark) are refused.
        """;

    public static bool AsksForHelp(IReadOnlyList<string> arguments) => AsksFor("help", arguments);

    public static bool AsksForVersion(IReadOnlyList<string> arguments) => AsksFor("version", arguments);

    /// <summary>The options, or null and everything that is wrong, a line each that starts with the flag.</summary>
    /// <returns>Notices tell of what was taken and has no effect, a line each.</returns>
    public static (WorkerOptions? Options, IReadOnlyList<string> Faults, IReadOnlyList<string> Notices) Parse(
        IReadOnlyList<string> arguments)
    {
        var (faults, notices) = (new List<string>(), new List<string>());
        var options = new WorkerOptions("", 0);
        var hasUrl = false;
        foreach (var (flag, value) in WorkerArgumentReader.Read(arguments, faults))
        {
            hasUrl |= flag.Name == "url";
            switch (flag.Use)
            {
                case WorkerFlagUse.Taken:
                    options = Set(options, flag.Name, value ?? "", faults);
                    break;
                case WorkerFlagUse.Told:
                    notices.Add($"--{flag.Name}: left aside: {flag.Why}");
                    break;
                case WorkerFlagUse.Refused:
                    faults.Add($"--{flag.Name}: not supported: {flag.Why}");
                    break;
            }
        }

        if (!hasUrl && !faults.Contains("--url: needs a value"))
            faults.Add("--url: needed, as in --url=stratum+tcp://127.0.0.1:9332");
        return (faults.Count == 0 ? options : null, faults, notices);
    }

    private static bool AsksFor(string name, IReadOnlyList<string> arguments)
    {
        foreach (var (flag, _) in WorkerArgumentReader.Read(arguments, []))
            if (flag.Name == name)
                return true;
        return false;
    }

    private static WorkerOptions Set(WorkerOptions options, string name, string value, List<string> faults)
    {
        switch (name)
        {
            case "url" when StratumUrl.TryParse(value, WorkerOptions.DefaultPort, out var url, out _):
                return options with
                {
                    Host = url.Host,
                    Port = url.Port,
                    User = url.User ?? options.User,
                    Password = url.Password ?? options.Password,
                };
            case "url":
                _ = StratumUrl.TryParse(value, WorkerOptions.DefaultPort, out _, out var wrong);
                faults.Add($"--url: {wrong}");
                return options;
            case "quiet":
                return options with { IsQuiet = true };
            case "no-redirect":
                return options with { FollowsReconnect = false };
            case "help" or "version":
                return options;
            case "user":
                return options with { User = value };
            case "pass":
                return options with { Password = value };
            case "userpass" when value.IndexOf(':') is >= 0 and var colon:
                return options with { User = value[..colon], Password = value[(colon + 1)..] };
            case "userpass":
                faults.Add("--userpass: should be NAME:PASSWORD");
                return options;
            case "threads" when TryParseCount(value, 1, 4096, out var threads):
                return options with { Threads = threads };
            case "retries" when TryParseCount(value, -1, int.MaxValue, out var retries):
                return options with { Retries = retries < 0 ? null : retries };
            case "retry-pause" when TryParseCount(value, 1, 86400, out var pause):
                return options with { RetryPause = TimeSpan.FromSeconds(pause) };
            case "rate-interval" when TryParseCount(value, 1, 86400, out var interval):
                return options with { RateInterval = TimeSpan.FromSeconds(interval) };
            case "algo" when value == "sha256d":
                return options;
            case "algo":
                faults.Add($"--algo: '{value}' is not supported, only sha256d");
                return options;
            default:
                faults.Add($"--{name}: '{value}' is no number that fits");
                return options;
        }
    }

    private static bool TryParseCount(string text, int least, int greatest, out int count) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count) && count >= least && count <= greatest;
}
