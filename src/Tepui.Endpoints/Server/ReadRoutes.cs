using Tepui.Http.Routing;

namespace Tepui.Endpoints.Server;

/// <summary>Routes of the older read endpoints.</summary>
public static class ReadRoutes
{
    /// <summary>Answers any method, also with <c>.json</c> after the path, as old clients have it.</summary>
    public static RouteTable Read(this RouteTable routes, string path, RequestHandler handler) =>
        routes.Any(path, handler).Any(path + ".json", handler);
}
