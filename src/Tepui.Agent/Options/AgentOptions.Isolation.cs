using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>How containers of the mesos containerizer are kept apart.</summary>
public sealed partial class AgentOptions
{
    [Flag("isolation", "What bounds and measures containers of the mesos containerizer: names with commas between. Without any, they are only measured.", Value = "NAMES")]
    public string Isolation { get; set; } = "posix/cpu,posix/mem";
}
