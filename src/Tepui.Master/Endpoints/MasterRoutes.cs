using System;
using System.Threading.Tasks;
using Tepui.Endpoints.Help;
using Tepui.Endpoints.Logging;
using Tepui.Endpoints.Server;
using Tepui.Http.Routing;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Resources;
using Tepui.Master.Connections;
using Tepui.Master.Endpoints.Files;
using Tepui.Master.Endpoints.Help;
using Tepui.Master.Endpoints.Machines;
using Tepui.Master.Endpoints.Metrics;
using Tepui.Master.Endpoints.Pages;
using Tepui.Master.Endpoints.Reservations;
using Tepui.Master.Endpoints.Roles;
using Tepui.Master.Endpoints.State;
using Tepui.Protocol.AgentLink;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints;

/// <summary>All that a master answers.</summary>
internal static class MasterRoutes
{
    public static RouteTable Create(
        MasterService service,
        SnapshotReader<MasterView> views,
        SnapshotReader<RegistryState> stored,
        Func<FrameworkId, string, ResourceSet?, Task<OfferDiagnosis>> whyNotOffered)
    {
        var obstacles = new WhyNotOfferedEndpoint(whyNotOffered);
        var scheduler = new SchedulerEndpoint(service);
        MetricsSnapshot metrics = service.Metrics;
        var longReads = new LongReads(views, service.Kept, new ReadPacing(() => service.Loop.Steps, service.Time));
        var operators = new OperatorEndpoint(service, new OperatorReads(service, views, metrics), longReads);
        var maintenance = new MaintenanceEndpoints(service, views);
        var teardown = new TeardownEndpoint(service);
        var state = new StateEndpoints(service, longReads);
        var agents = new AgentLinkEndpoint(service.Loop, service.Connections, service.Logger);
        var constraints = new OfferConstraintsEndpoint(views);
        var quota = new QuotaEndpoint(service, views);
        var registry = new RegistryEndpoint(service.Info, stored);
        var reservations = new ReservationEndpoints(service);
        var roles = new RoleEndpoints(views);
        var weights = new WeightsEndpoint(service, views);
        var page = new StatusPage(service, views);
        RouteTable routes = new RouteTable("master")
            .Get("/", page.HandleAsync)
            .Any("/redirect", service.Gate.RedirectAsync)
            .Get(AgentLinkFraming.Path, agents.AcceptAsync)
            .Any("/registrar(1)/registry", registry.HandleAsync)
            .Any("/allocator/offer_constraints_debug", constraints.HandleAsync)
            .Behind(service.Gate.Ask)
            .Post("/api/v1", operators.HandleAsync)
            .Post("/api/v1/scheduler", scheduler.HandleAsync)
            .Post("/create-volumes", reservations.CreateVolumesAsync)
            .Post("/destroy-volumes", reservations.DestroyVolumesAsync)
            .Post("/reserve", reservations.ReserveAsync)
            .Post("/machine/down", maintenance.DownAsync)
            .Post("/machine/up", maintenance.UpAsync)
            .Of("/maintenance/schedule", ["GET", "POST"], maintenance.ScheduleAsync)
            .Get("/maintenance/status", maintenance.StatusAsync)
            .Post("/teardown", teardown.HandleAsync)
            .Post("/unreserve", reservations.UnreserveAsync)
            .Read("/state", state.StateAsync)
            .Read("/state-summary", state.SummaryAsync)
            .Read("/slaves", state.AgentsAsync)
            .Read("/frameworks", state.FrameworksAsync)
            .Read("/tasks", state.TasksAsync)
            .Get("/allocator/why_not_offered", obstacles.HandleAsync)
            .Of("/quota", ["GET", "POST", "DELETE"], quota.HandleAsync)
            .Read("/roles", roles.RolesAsync)
            .Of("/weights", ["GET", "PUT"], weights.HandleAsync)
            .Behind(null);
        new ServerEndpoints(() => service.Flags, metrics.TakeAsync).Map(routes);
        new LoggingEndpoint(service.LoggingLevel).Map(routes);
        new MasterFileEndpoints(service.LogFile).Map(routes);
        new HelpEndpoints("master", MasterHelp.Texts).Map(routes);
        return routes;
    }
}
