using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Tepui.Http.Routing;

/// <summary>
/// Finds a request's handler as Mesos does: by the longest prefix of whole path segments, so that
/// <c>/api/v1/operator</c> is answered by <c>/api/v1</c>; slashes at the end do not count. The daemon's own name may
/// stand before any path (<c>/master/state</c>, <c>/slave(1)/state</c>).
/// </summary>
public sealed class RouteTable
{
    private readonly Dictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly string _daemonPrefix;
    private Func<HttpContext, Task?>? _gate;

    /// <param name="daemon">The name that may stand before a path, as in <c>master</c>.</param>
    public RouteTable(string daemon)
    {
        _daemonPrefix = "/" + daemon;
        _bySpan = _routes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>All paths, sorted.</summary>
    public IEnumerable<string> Paths => _routes.Keys.Order(StringComparer.Ordinal);

    /// <summary>Routes added from here on ask this first (<see cref="Route.Gate"/>); null for none.</summary>
    public RouteTable Behind(Func<HttpContext, Task?>? gate)
    {
        _gate = gate;
        return this;
    }

    /// <summary>Answers GET (and HEAD).</summary>
    public RouteTable Get(string path, RequestHandler handler) => Add(new Route(path, ["GET", "HEAD"], handler));

    /// <summary>Answers POST.</summary>
    public RouteTable Post(string path, RequestHandler handler) => Add(new Route(path, ["POST"], handler));

    /// <summary>Answers any method: Mesos's read endpoints do not look at it.</summary>
    public RouteTable Any(string path, RequestHandler handler) => Add(new Route(path, [], handler));

    /// <summary>Answers these methods.</summary>
    public RouteTable Of(string path, IReadOnlyList<string> methods, RequestHandler handler) => Add(new Route(path, methods, handler));

    /// <summary>The path's route, or null.</summary>
    /// <param name="path">Percent-decoded, without the query.</param>
    public Route? Find(string path)
    {
        ReadOnlySpan<char> rest = path.AsSpan().TrimEnd('/');
        if (rest.StartsWith(_daemonPrefix, StringComparison.Ordinal)
            && rest.Length > _daemonPrefix.Length
            && rest[_daemonPrefix.Length] == '/')
        {
            rest = rest[_daemonPrefix.Length..];
        }

        if (rest.IsEmpty)
        {
            return _routes.GetValueOrDefault("/");
        }

        while (rest.Length > 1)
        {
            if (_bySpan.TryGetValue(rest, out Route? route))
            {
                return route;
            }

            int slash = rest.LastIndexOf('/');
            rest = slash <= 0 ? default : rest[..slash].TrimEnd('/');
        }

        return null;
    }

    private RouteTable Add(Route route)
    {
        _routes.Add(route.Path, route with { Gate = _gate });
        return this;
    }
}
