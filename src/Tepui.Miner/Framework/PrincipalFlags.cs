using System;
using System.Collections.Generic;
using System.IO;
using Tepui.Client;
using Tepui.Miner.Upstream;
using Tepui.Runtime.Flags;

namespace Tepui.Miner.Framework;

/// <summary>The flags that say who the framework is to the master; the original's names beside our own.</summary>
public abstract class PrincipalFlags : UpstreamFlags
{
    private const string SecretFileFlag = "mesos_authentication_secret_file";

    [Flag("principal", "Principal that the framework has.", Value = "PRINCIPAL")]
    public string? Principal { get; set; }

    [Flag("mesos_authentication_principal", "The same as --principal, as the original framework calls it.", Value = "PRINCIPAL")]
    public string? AuthenticationPrincipal { get; set; }

    [Flag(SecretFileFlag, "File with the principal's secret; with it the framework authenticates to the master by HTTP basic.", Value = "FILE")]
    public string? AuthenticationSecretFile { get; set; }

    [Flag("mesos_authentication_provider", "How to authenticate: basic. SASL, the original's default, is taken for it.", Value = "NAME")]
    public string? AuthenticationProvider { get; set; }

    /// <summary>What stands in the framework's <c>principal</c>.</summary>
    internal string? EffectivePrincipal => OrNull(Principal) ?? OrNull(AuthenticationPrincipal);

    /// <summary>Null where no secret is given: then nothing is sent but the name.</summary>
    /// <exception cref="MinerException">The secret's file cannot be read.</exception>
    public BasicCredential? ReadCredential()
    {
        if (OrNull(AuthenticationSecretFile) is not { } file || EffectivePrincipal is not { } principal)
            return null;
        try
        {
            return new BasicCredential(principal, File.ReadAllText(file).TrimEnd('\r', '\n'));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MinerException($"--{SecretFileFlag}: {fault.Message}");
        }
    }

    protected IEnumerable<string> PrincipalFaults()
    {
        if (OrNull(Principal) is { } own && OrNull(AuthenticationPrincipal) is { } theirs && own != theirs)
            yield return $"--mesos_authentication_principal: '{theirs}', but --principal is '{own}'; give one of them";
        if (OrNull(AuthenticationSecretFile) is not null)
        {
            if (EffectivePrincipal is null)
                yield return $"--{SecretFileFlag}: whose secret it is must be said by --mesos_authentication_principal";
            else if (EffectivePrincipal.Contains(':'))
                yield return $"--mesos_authentication_principal: '{EffectivePrincipal}' must not have a ':' in it";
        }

        // SASL is spoken on Mesos's v0 wire alone. It is the original's default, so that its users' scripts name it.
        if (AuthenticationProvider?.ToUpperInvariant() is not (null or "" or "BASIC" or "SASL"))
            yield return $"--mesos_authentication_provider: '{AuthenticationProvider}' is not supported; only basic is";
    }

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
