using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tepui.Http.Responses;
using Tepui.Protocol.Leaders;
using MasterInfo = Mesos.V1.MasterInfo;

namespace Tepui.Master.Elections;

/// <summary>
/// What only the leader answers: a standby sends the client there, as Mesos does (src/master/http.cpp, redirect), and a leader that
/// has not read the registry yet asks for patience.
/// </summary>
internal sealed class LeaderGate(LeaderBoard board, MasterInfo own, TimeProvider time)
{
    /// <summary>The answer in the handler's place; null when this master leads and the handler is to answer.</summary>
#pragma warning disable MA0022 // No task is an answer: the request goes on.
    public Task? Ask(HttpContext context)
    {
        Standing standing = board.Standing;
        if (!standing.IsElected)
        {
            return RedirectAsync(context, standing.Leader, Target(context));
        }

        if (standing.LeaseUntil is { } until && time.GetUtcNow() >= until)
        {
            // Another may lead by now, and this process is about to end.
            return context.TextAsync(StatusCodes.Status503ServiceUnavailable, "No leader elected");
        }

        return standing.HasRecovered ? null : context.TextAsync(StatusCodes.Status503ServiceUnavailable, "Master has not finished recovery");
    }
#pragma warning restore MA0022

    /// <summary>/redirect: 307 to the leading master's root, whoever that is.</summary>
    public Task RedirectAsync(HttpContext context)
    {
        // What lies below it would be redirected for ever.
        if (context.Request.Path.Value is not { } path || !path.TrimEnd('/').EndsWith("/redirect", StringComparison.Ordinal))
        {
            return context.EmptyAsync(StatusCodes.Status404NotFound);
        }

        Standing standing = board.Standing;
        if (standing.IsElected)
        {
            context.Response.Headers.Location = Base(own);
            return context.EmptyAsync(StatusCodes.Status307TemporaryRedirect);
        }

        return RedirectAsync(context, standing.Leader, "");
    }

    /// <summary>Where a browser finds a master: no scheme, so that it keeps the one it came with.</summary>
    private static string Base(MasterInfo info)
    {
        string host = info.HasHostname && info.Hostname.Length > 0 ? info.Hostname : LeaderNode.EndpointOf(info).Host;
        return host.Contains(':', StringComparison.Ordinal) ? $"//[{host}]:{info.Port}" : $"//{host}:{info.Port}";
    }

    private static string Target(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return target.StartsWith('/') ? target : context.Request.Path.ToUriComponent() + context.Request.QueryString;
    }

    private Task RedirectAsync(HttpContext context, MasterInfo? leader, string target)
    {
        // A leader with this master's own address, such as its former process, would have the client go round in circles.
        if (leader is null || Base(leader) == Base(own))
        {
            return context.TextAsync(StatusCodes.Status503ServiceUnavailable, "No leader elected");
        }

        context.Response.Headers.Location = Base(leader) + target;
        return context.EmptyAsync(StatusCodes.Status307TemporaryRedirect);
    }
}
