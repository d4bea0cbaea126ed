using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Tepui.Http.Responses;
using Tepui.Http.Routing;

namespace Tepui.Http.Hosting;

/// <summary>Hands each request to its route, and makes of every exception an answer of one line.</summary>
internal sealed class RequestDispatcher(ILogger logger) : IHttpApplication<HttpContext>, IDisposable
{
    private readonly TaskCompletionSource<RouteTable> _routes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private volatile RouteTable? _table;

    /// <summary>Gives the routes; requests that came before have waited for them.</summary>
    public void Serve(RouteTable routes)
    {
        _table = routes;
        _routes.TrySetResult(routes);
    }

    /// <summary>Ends the requests that would go on for ever.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        await using CancellationTokenRegistration stop =
            _stopping.Token.UnsafeRegister(static state => ((HttpContext)state!).Abort(), context);
        try
        {
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (RequestRefusedException refused)
        {
            await AnswerAsync(context, refused.StatusCode, refused.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            string message = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(context) : bad.Message;
            await AnswerAsync(context, bad.StatusCode, message).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConnectionAbortedException or ConnectionResetException
            || ((context.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
                && exception is OperationCanceledException or IOException))
        {
            // The client is gone; there is nobody to tell.
        }
        catch (Exception exception)
        {
            Log.RequestFailed(logger, context.Request.Method, context.Request.Path.Value ?? "", exception.GetType().Name, exception.Message);
            await AnswerAsync(context, 500, "500 Internal Server Error. The log has more.").ConfigureAwait(false);
        }
    }

    private static string TooLarge(HttpContext context)
    {
        long? limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return $"413 Payload Too Large. The body may hold at most {limit} bytes (--max_request_body_bytes).";
    }

    private static async Task AnswerAsync(HttpContext context, int statusCode, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        if (statusCode is 413)
        {
            // What is left of the body is not worth reading.
            context.Response.Headers.Connection = "close";
        }

        try
        {
            await context.TextAsync(statusCode, message).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client left before it heard why.
        }
    }

    private Task RouteAsync(HttpContext context) =>
        _table is { } routes ? RouteAsync(context, routes) : WaitAndRouteAsync(context);

    private async Task WaitAndRouteAsync(HttpContext context)
    {
        RouteTable routes = await _routes.Task.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        await RouteAsync(context, routes).ConfigureAwait(false);
    }

    private static Task RouteAsync(HttpContext context, RouteTable routes)
    {
        Route? route = routes.Find(context.Request.Path.Value ?? "/");
        if (route is null)
        {
            return context.TextAsync(404, "404 Not Found.");
        }

        if (route.Gate?.Invoke(context) is { } answered)
        {
            return answered;
        }

        string method = context.Request.Method;
        if (route.Methods.Count > 0 && !Contains(route, method))
        {
            context.Response.Headers.Allow = string.Join(", ", route.Methods);
            string expected = string.Join("', '", route.Methods);
            return context.TextAsync(405, $"405 Method Not Allowed. Expecting one of {{ '{expected}' }}, but received '{method}'.");
        }

        return route.Handler(context);
    }

    private static bool Contains(Route route, string method)
    {
        foreach (string allowed in route.Methods)
        {
            if (string.Equals(allowed, method, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
