using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Frameworks;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>A framework as /state and /frameworks show it.</summary>
internal static class FrameworkJson
{
    private static readonly Mesos.V1.Scheduler.OfferConstraints NoConstraints = new();

    /// <summary>What comes before its tasks.</summary>
    public static void WriteHead(Utf8JsonWriter writer, FrameworkView framework)
    {
        FrameworkInfo info = framework.Info;
        WriteSummary(writer, framework);
        writer.WriteString("user", info.User);
        writer.WriteDouble("failover_timeout", info.FailoverTimeout);
        writer.WriteBoolean("checkpoint", info.Checkpoint);
        writer.WriteSeconds("registered_time", framework.RegisteredTime);
        writer.WriteSeconds("unregistered_time", framework.UnregisteredTime ?? default);
        if (info.HasPrincipal)
        {
            writer.WriteString("principal", info.Principal);
        }

        writer.WriteResources("resources", framework.Used + framework.Offered);
        if (framework.ReregisteredTime is { } reregistered && reregistered != framework.RegisteredTime)
        {
            writer.WriteSeconds("reregistered_time", reregistered);
        }

        writer.WriteRoles(info);
    }

    /// <summary>What comes after its executors.</summary>
    public static void WriteTail(Utf8JsonWriter writer, FrameworkView framework)
    {
        FrameworkInfo info = framework.Info;
        if (info.Labels is not null)
        {
            writer.WriteMessages("labels", info.Labels.Labels_);
        }

        writer.WriteMessage("offer_constraints", framework.Constraints?.Message ?? NoConstraints);
    }

    /// <summary>The members that /state-summary shows too.</summary>
    public static void WriteSummary(Utf8JsonWriter writer, FrameworkView framework)
    {
        FrameworkInfo info = framework.Info;
        writer.WriteString("id", framework.Id.Value);
        writer.WriteString("name", info.Name);
        writer.WriteResources("used_resources", framework.Used);
        writer.WriteResources("offered_resources", framework.Offered);
        writer.WriteStrings("capabilities", info.Capabilities.Select(static capability => WireNames.Of(capability.Type)));
        writer.WriteString("hostname", info.Hostname);
        writer.WriteString("webui_url", info.WebuiUrl);
        writer.WriteBoolean("active", framework.Active);
        writer.WriteBoolean("connected", framework.Connected);
        writer.WriteBoolean("recovered", framework.Recovered);
    }
}
