using Tepui.Http.Routing;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Connections;
using Tepui.Master.Endpoints.Metrics;
using Tepui.Master.Endpoints.Pages;
using Tepui.Master.Endpoints.State;
using Tepui.Protocol.AgentLink;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints;

/// <summary>All that a master answers.</summary>
internal static class MasterRoutes
{
    public static RouteTable Create(MasterService service, SnapshotReader<MasterView> views)
    {
        var server = new ServerEndpoints(service);
        var scheduler = new SchedulerEndpoint(service);
        var metrics = new MetricsSnapshot(service, views);
        var operators = new OperatorEndpoint(service, new OperatorReads(service, views, metrics));
        var teardown = new TeardownEndpoint(service);
        var state = new StateEndpoints(service, views, server);
        var agents = new AgentLinkEndpoint(service.Loop, service.Connections, service.Logger);
        var page = new StatusPage(service, views);
        return new RouteTable("master")
            .Get("/", page.HandleAsync)
            .Post("/api/v1", operators.HandleAsync)
            .Post("/api/v1/scheduler", scheduler.HandleAsync)
            .Get(AgentLinkFraming.Path, agents.AcceptAsync)
            .Post("/teardown", teardown.HandleAsync)
            .Any("/state", state.StateAsync)
            .Any("/state.json", state.StateAsync)
            .Any("/state-summary", state.SummaryAsync)
            .Any("/slaves", state.AgentsAsync)
            .Any("/frameworks", state.FrameworksAsync)
            .Any("/tasks", state.TasksAsync)
            .Any("/tasks.json", state.TasksAsync)
            .Any("/metrics/snapshot", metrics.HandleAsync)
            .Any("/health", ServerEndpoints.HealthAsync)
            .Any("/version", ServerEndpoints.VersionAsync)
            .Any("/redirect", server.RedirectAsync)
            .Any("/flags", server.FlagsAsync);
    }
}
