using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using CapabilityType = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Endpoints.Frameworks;

/// <summary>A framework's <c>roles</c> when it has the capability for several, else its <c>role</c>.</summary>
public static class FrameworkRoleJson
{
    public static void WriteRoles(this Utf8JsonWriter writer, FrameworkInfo info)
    {
        if (info.Capabilities.Any(static capability => capability.Type == CapabilityType.MultiRole))
            writer.WriteStrings("roles", info.Roles);
        else
            writer.WriteString("role", info.Role);
    }
}
