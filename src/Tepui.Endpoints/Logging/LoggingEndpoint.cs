using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Http.Routing;
using Tepui.Runtime.Flags;

namespace Tepui.Endpoints.Logging;

/// <summary><c>/logging/toggle?level=N&amp;duration=D</c>: how much is logged, and more of it for a while.</summary>
public sealed class LoggingEndpoint(LoggingLevel logging)
{
    public void Map(RouteTable routes) => routes.Any("/logging/toggle", ToggleAsync);

    private Task ToggleAsync(HttpContext context)
    {
        string? level = context.Request.Query["level"];
        string? duration = context.Request.Query["duration"];
        if (level is null && duration is null)
            return context.TextAsync(StatusCodes.Status200OK, string.Create(CultureInfo.InvariantCulture, $"{logging.Current}\n"));
        if (level is null)
            throw RequestRefusedException.BadRequest("Expecting 'level=value' in query.\n");
        if (duration is null)
            throw RequestRefusedException.BadRequest("Expecting 'duration=value' in query.\n");
        if (!long.TryParse(level, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            throw RequestRefusedException.BadRequest($"Failed to convert '{level}' to number.\n");
        if (!FlagText.TryParseDuration(duration, out TimeSpan time))
            throw RequestRefusedException.BadRequest($"Invalid duration '{duration}'.\n");
        logging.Set(number, time);
        return context.EmptyAsync(StatusCodes.Status200OK);
    }
}
