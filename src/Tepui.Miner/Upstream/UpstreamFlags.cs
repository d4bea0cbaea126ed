using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Miner.Node;
using Tepui.Miner.Stratum;
using Tepui.Runtime.Flags;

namespace Tepui.Miner.Upstream;

/// <summary>
/// The flags that say where work comes from: a Bitcoin node, or with <c>--pool</c> other pools. The password is best given by
/// file or by environment, as the node's.
/// </summary>
public abstract class UpstreamFlags : NodeFlags
{
    /// <summary>Holds the pool's password where neither a flag nor a file does.</summary>
    public const string PoolPasswordVariable = "TEPUI_POOL_PASSWORD";

    private const int DefaultPort = 3333;
    private const int GreatestCount = 16;

    [Flag("pool", "Mine for other pools instead of a node: the first of the list that answers, separated by commas.", Value = "URL,...")]
    public string? Pool { get; set; }

    [Flag("pool_user", "User at the pools; one that stands in a pool's URL goes before.", Value = "USER")]
    public string PoolUser { get; set; } = "tepui";

    [Flag("pool_password", "Password at the pools; better in a file or in TEPUI_POOL_PASSWORD.", Value = "PASSWORD", Secret = true)]
    public string? PoolPassword { get; set; }

    [Flag("pool_password_file", "File with the password at the pools in its first line.", Value = "FILE")]
    public string? PoolPasswordFile { get; set; }

    [Flag("pool_patience", "Workers are sent away to rest when no pool has answered for this long.", Value = "TIME")]
    public TimeSpan PoolPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Work comes from other pools.</summary>
    public bool IsPooled => Pool is not null;

    /// <summary>The pools in order, with who asks for work there.</summary>
    /// <exception cref="MinerException">The password's file cannot be read.</exception>
    public IReadOnlyList<UpstreamAddress> ReadPools()
    {
        var password = ReadPoolPassword();
        return [.. Texts().Select(text => StratumUrl.TryParse(text, DefaultPort, out var url, out _) ? url : null)
            .OfType<StratumUrl>()
            .Select(url => new UpstreamAddress(url.Host, url.Port, url.User ?? PoolUser, url.Password ?? password))];
    }

    /// <summary>The password that a server needs for its work, and the variable that it looks for it in.</summary>
    /// <exception cref="MinerException">The password's file cannot be read.</exception>
    public (string Variable, string Password) ReadSecret() =>
        IsPooled ? (PoolPasswordVariable, ReadPoolPassword()) : (PasswordVariable, ReadPassword());

    protected IEnumerable<string> WorkFaults()
    {
        foreach (var fault in NodeFaults())
            yield return fault;
        if (PoolPassword is not null && PoolPasswordFile is not null)
            yield return "--pool_password_file: --pool_password is given too; use one of them";
        if (PoolPatience < TimeSpan.Zero)
            yield return "--pool_patience: must not be negative";
        if (!IsPooled)
        {
            if (PoolPassword is not null || PoolPasswordFile is not null)
                yield return "--pool: needed, as a password for pools is given";
            yield break;
        }

        if (RpcPassword is not null || RpcPasswordFile is not null || RpcUser.Length > 0)
            yield return "--pool: work comes from pools, so that RPC user and password of a node have no use; leave them out";
        var texts = Texts();
        if (texts.Length is 0 or > GreatestCount)
            yield return $"--pool: name 1 to {GreatestCount} pools, as stratum+tcp://HOST:PORT";
        foreach (var text in texts)
            if (!StratumUrl.TryParse(text, DefaultPort, out _, out var fault))
                yield return $"--pool: {fault}";
    }

    private string[] Texts() => (Pool ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string ReadPoolPassword()
    {
        if (PoolPassword is not null)
            return PoolPassword;
        if (PoolPasswordFile is null)
            return Environment.GetEnvironmentVariable(PoolPasswordVariable) is { Length: > 0 } password ? password : "x";
        try
        {
            using var reader = new StreamReader(PoolPasswordFile);
            return reader.ReadLine() ?? "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MinerException($"--pool_password_file: {fault.Message}");
        }
    }
}
