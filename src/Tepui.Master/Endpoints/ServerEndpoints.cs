using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Master.Hosting;
using Tepui.Runtime.Flags;

namespace Tepui.Master.Endpoints;

/// <summary>What the server says of itself: it needs no view, and a standby answers it too.</summary>
internal sealed class ServerEndpoints(MasterService service)
{
    /// <summary>/health: 200 and nothing else.</summary>
    public static Task HealthAsync(HttpContext context) => context.EmptyAsync(200);

    /// <summary>/version: three plain numbers, and Tepui's own beside them.</summary>
    public static Task VersionAsync(HttpContext context) => context.JsonAsync(JsonBody.Write(static writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("build_date", BuildTime.Date);
        writer.WriteSeconds("build_time", BuildTime.At);
        writer.WriteString("build_user", "");
        writer.WriteString("tepui_version", TepuiVersion.Own);
        writer.WriteString("version", TepuiVersion.Mesos);
        writer.WriteEndObject();
    }));

    /// <summary>/redirect: 307 to the leading master, which is this one.</summary>
    public Task RedirectAsync(HttpContext context)
    {
        context.Response.Headers.Location = $"//{service.Info.Hostname}:{service.Info.Port}";
        return context.EmptyAsync(307);
    }

    /// <summary>/flags: every flag by name, secrets left out.</summary>
    public Task FlagsAsync(HttpContext context) => context.JsonAsync(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        WriteFlags(writer);
        writer.WriteEndObject();
    }));

    /// <summary>The <c>flags</c> member of /flags and /state.</summary>
    public void WriteFlags(System.Text.Json.Utf8JsonWriter writer)
    {
        writer.WriteStartObject("flags");
        foreach (FlagProperty flag in FlagProperty.Of(service.Options.GetType()))
        {
            if (flag.Read(service.Options) is { } value)
            {
                writer.WriteString(flag.Name, value);
            }
        }

        writer.WriteEndObject();
    }
}
