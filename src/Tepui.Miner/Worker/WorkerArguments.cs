using System;
using System.Collections.Generic;
using System.Globalization;

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
          -h, --help             this text
        """;

    private static readonly Dictionary<char, string> LongNames = new()
    {
        ['o'] = "url",
        ['u'] = "user",
        ['p'] = "pass",
        ['O'] = "userpass",
        ['t'] = "threads",
        ['r'] = "retries",
        ['R'] = "retry-pause",
        ['a'] = "algo",
        ['q'] = "quiet",
        ['h'] = "help",
    };

    private const string RateInterval = "rate-interval";

    public static bool AsksForHelp(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
            if (argument is "-h" or "--help")
                return true;
        return false;
    }

    /// <summary>The options, or null and everything that is wrong, a line each that starts with the flag.</summary>
    public static (WorkerOptions? Options, IReadOnlyList<string> Faults) Parse(IReadOnlyList<string> arguments)
    {
        var faults = new List<string>();
        var options = new WorkerOptions("", 0);
        var hasUrl = false;
        for (var at = 0; at < arguments.Count; at++)
        {
            if (!TrySplit(arguments[at], out var name, out var value))
            {
                faults.Add($"{arguments[at]}: no such flag");
                continue;
            }

            if (name == "quiet" && value is not null)
            {
                faults.Add("--quiet: takes no value");
                continue;
            }

            if (name == "quiet")
            {
                options = options with { IsQuiet = true };
                continue;
            }

            value ??= at + 1 < arguments.Count ? arguments[++at] : null;
            if (value is null)
                faults.Add($"--{name}: needs a value");
            else
                options = Set(options, name, value, faults);
            hasUrl |= name == "url";
        }

        if (!hasUrl)
            faults.Add("--url: needed, as in --url=stratum+tcp://127.0.0.1:9332");
        return (faults.Count == 0 ? options : null, faults);
    }

    private static bool TrySplit(string argument, out string name, out string? value)
    {
        (name, value) = ("", null);
        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = argument.IndexOf('=');
            name = equals < 0 ? argument[2..] : argument[2..equals];
            value = equals < 0 ? null : argument[(equals + 1)..];
            return LongNames.ContainsValue(name) || name == RateInterval;
        }

        if (argument.Length < 2 || argument[0] != '-' || !LongNames.TryGetValue(argument[1], out var known))
            return false;
        name = known;
        value = argument.Length > 2 ? argument[2..] : null;
        return true;
    }

    private static WorkerOptions Set(WorkerOptions options, string name, string value, List<string> faults)
    {
        switch (name)
        {
            case "url" when TryParseServer(value, out var host, out var port):
                return options with { Host = host, Port = port };
            case "url":
                faults.Add($"--url: '{value}' should be stratum+tcp://HOST:PORT, http://HOST:PORT or HOST:PORT");
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
            case RateInterval when TryParseCount(value, 1, 86400, out var interval):
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

    private static bool TryParseServer(string text, out string host, out int port)
    {
        (host, port) = ("", 0);
        foreach (var scheme in (ReadOnlySpan<string>)["stratum+tcp://", "http://", "tcp://"])
        {
            if (!text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                continue;
            text = text[scheme.Length..];
            break;
        }

        if (text.Contains("://") || !Uri.TryCreate($"tcp://{text.TrimEnd('/')}", UriKind.Absolute, out var uri)
            || uri.Host.Length == 0 || uri.AbsolutePath is not ("/" or "") || uri.UserInfo.Length > 0)
            return false;
        host = uri.Host.Trim('[', ']');
        port = uri.Port > 0 ? uri.Port : WorkerOptions.DefaultPort;
        return true;
    }
}
