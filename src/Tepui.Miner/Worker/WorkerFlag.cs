using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Worker;

/// <summary>What an option of cpuminer's is worth here.</summary>
internal enum WorkerFlagUse
{
    /// <summary>Does here what it does there.</summary>
    Taken,

    /// <summary>Changes nothing here, and nobody would expect it to.</summary>
    Needless,

    /// <summary>Changes nothing here, which is told.</summary>
    Told,

    /// <summary>Asks for something that there is not.</summary>
    Refused,
}

/// <param name="Letter">'\0' for an option that has only its long name.</param>
/// <param name="Why">Of an option that is told or refused.</param>
internal sealed record WorkerFlag(string Name, char Letter, bool HasValue, WorkerFlagUse Use = WorkerFlagUse.Taken, string Why = "")
{
    private const string OnlyStratum = "only Stratum is spoken";

    /// <summary>All options of cpuminer 2.5.1, and one of our own.</summary>
    private static readonly WorkerFlag[] All =
    [
        new("url", 'o', true),
        new("user", 'u', true),
        new("pass", 'p', true),
        new("userpass", 'O', true),
        new("threads", 't', true),
        new("retries", 'r', true),
        new("retry-pause", 'R', true),
        new("algo", 'a', true),
        new("quiet", 'q', false),
        new("rate-interval", '\0', true),
        new("no-redirect", '\0', false),
        new("help", 'h', false),
        new("version", 'V', false),
        new("no-longpoll", '\0', false, WorkerFlagUse.Needless),
        new("no-getwork", '\0', false, WorkerFlagUse.Needless),
        new("no-gbt", '\0', false, WorkerFlagUse.Needless),
        new("timeout", 'T', true, WorkerFlagUse.Told, $"is for long polling; {OnlyStratum}"),
        new("scantime", 's', true, WorkerFlagUse.Told, $"is for servers without long polling; {OnlyStratum}"),
        new("coinbase-addr", '\0', true, WorkerFlagUse.Told, "is for solo mining; the server decides where coins go"),
        new("coinbase-sig", '\0', true, WorkerFlagUse.Told, "is for solo mining; the server makes the coinbase"),
        new("debug", 'D', false, WorkerFlagUse.Told, "there is nothing more to tell"),
        new("protocol-dump", 'P', false, WorkerFlagUse.Told, "there is no dump"),
        new("syslog", 'S', false, WorkerFlagUse.Told, "lines go to standard output"),
        new("no-stratum", '\0', false, WorkerFlagUse.Refused, OnlyStratum),
        new("cert", '\0', true, WorkerFlagUse.Refused, "there is no TLS"),
        new("proxy", 'x', true, WorkerFlagUse.Refused, "there is no connecting through a proxy"),
        new("background", 'B', false, WorkerFlagUse.Refused, "start it in the background by the shell's '&' or as a task"),
        new("benchmark", '\0', false, WorkerFlagUse.Refused, "see bench/run miner"),
        new("config", 'c', true, WorkerFlagUse.Refused, "give its entries as flags"),
    ];

    public static WorkerFlag? Find(char letter) => Array.Find(All, flag => flag.Letter == letter && letter != '\0');

    /// <summary>By its name or the beginning of it, as getopt_long has it.</summary>
    /// <returns>None, the one, or all that it may stand for.</returns>
    public static IReadOnlyList<WorkerFlag> Find(string name) =>
        Array.Find(All, flag => flag.Name == name) is { } exact ? [exact]
        : [.. All.Where(flag => name.Length > 0 && flag.Name.StartsWith(name, StringComparison.Ordinal))];
}
