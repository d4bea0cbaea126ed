using System;
using System.Text;

namespace Tepui.Client;

/// <summary>
/// Who a framework or an operator is, and the secret that shows it: HTTP basic authentication, which is what the v1 API of
/// Mesos takes (docs/authentication.md, "HTTP authentication"). Sent with every request, unasked, also to the leader that a
/// standby redirects to.
/// </summary>
/// <remarks>
/// A Tepui master does not authenticate yet: it takes the header and looks no further. Basic authentication hides nothing from
/// who reads the network.
/// </remarks>
public sealed record BasicCredential
{
    private readonly string _secret;

    /// <exception cref="ArgumentException">The principal is empty, or has a ':' in it, which is where RFC 7617 ends it.</exception>
    public BasicCredential(string principal, string secret)
    {
        if (principal.Length == 0)
        {
            throw new ArgumentException("a principal must not be empty", nameof(principal));
        }

        if (principal.Contains(':'))
        {
            throw new ArgumentException($"the principal '{principal}' must not have a ':' in it", nameof(principal));
        }

        Principal = principal;
        _secret = secret;
    }

    public string Principal { get; }

    /// <summary>The value of the <c>Authorization</c> header.</summary>
    internal string Authorization => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Principal}:{_secret}"))}";

    /// <summary>Without the secret, so that it cannot reach a log by accident.</summary>
    public override string ToString() => $"BasicCredential {{ Principal = {Principal} }}";
}
