using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Cli.Flags;
using Tepui.Client.Masters;
using Tepui.Client.Operators;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui resolve</c>: mesos-resolve, which scripts ask for the leading master's address.</summary>
internal static class ResolveCommand
{
    public static Command Create() => FlagCommand.Create<ResolveFlags>(
        "resolve",
        "Prints the leading master's host:port: tepui resolve zk://HOST:PORT/PATH, or HOST:PORT of any of the masters.",
        new Argument<string[]>("master") { Description = "Where masters are elected, or one of them.", Arity = ArgumentArity.ZeroOrMore },
        (_, arguments) => Faults(arguments),
        (flags, arguments, stop) => Daemon.RunAsync("resolve", () => RunAsync(flags, arguments[0], stop)));

    private static IEnumerable<string> Faults(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1)
            yield return "name one place to look at: zk://HOST:PORT/PATH, HOST:PORT or file:///PATH";
        else if (!MasterLocation.TryParse(arguments[0], out _, out var fault))
            yield return fault;
    }

    private static async Task<int> RunAsync(ResolveFlags flags, string text, CancellationToken stop)
    {
        var location = MasterLocation.Parse(text);
        await using var masters = MasterDetector.Open(location);
        using var client = new OperatorClient(masters, connectTimeout: flags.Timeout, detectTimeout: flags.Timeout);
        var leader = location.Election is null
            ? await client.FindLeaderAsync(stop)
            : await client.DetectAsync(stop);
        await Console.Out.WriteLineAsync(leader.Authority);
        return 0;
    }
}

/// <summary>The flags of <c>tepui resolve</c>, as of mesos-resolve.</summary>
internal sealed class ResolveFlags : IFlags
{
    [Flag("timeout", "How long to look for the leading master.", Value = "DURATION")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    public IEnumerable<string> Faults()
    {
        if (Timeout <= TimeSpan.Zero)
            yield return "--timeout: must be longer than zero";
    }
}
