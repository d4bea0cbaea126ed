using System;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tepui.Http.Responses;
using Tepui.Protocol.AgentLink;

namespace Tepui.Http.Links;

/// <summary>The master's end: an HTTP/1.1 connection that a client upgrades.</summary>
public static class AgentLinkServer
{
    /// <summary>Switches protocols, and runs the link until the function completes.</summary>
    /// <exception cref="RequestRefusedException">426: the request asks for no upgrade, or for another protocol.</exception>
    public static async Task AcceptAsync(HttpContext context, Func<AgentLink, Task> run)
    {
        IHttpUpgradeFeature? upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || !IsOurs(context.Request.Headers.Upgrade))
        {
            context.Response.Headers.Upgrade = AgentLinkFraming.UpgradeToken;
            throw new RequestRefusedException(426, $"426 Upgrade Required. Agents connect here with 'Upgrade: {AgentLinkFraming.UpgradeToken}'.");
        }

        context.Response.Headers.Upgrade = AgentLinkFraming.UpgradeToken;
        var stream = await upgrade.UpgradeAsync().ConfigureAwait(false);

        // Not HttpContext.Connection, whose type knows certificates and has all of cryptography loaded.
        IPAddress? remote = context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress;

        // As operators write it, also where a socket of both families took the connection: machines are known by it.
        string address = (remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote)?.ToString() ?? "unknown";
        await using var link = new AgentLink(stream, address);
        await run(link).ConfigureAwait(false);
    }

    private static bool IsOurs(string? protocol) => string.Equals(protocol, AgentLinkFraming.UpgradeToken, StringComparison.OrdinalIgnoreCase);
}
