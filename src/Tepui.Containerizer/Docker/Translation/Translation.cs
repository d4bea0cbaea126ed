using System.Collections.Generic;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>What is being translated, what came of it so far, and every fault that was found on the way.</summary>
internal sealed class Translation(CreateContainer body, string sandbox, string mountedSandbox)
{
    public CreateContainer Body { get; } = body;

    public HostConfig Host => Body.HostConfig;

    /// <summary>The sandbox's path on the host.</summary>
    public string Sandbox { get; } = sandbox;

    /// <summary>The sandbox's path in the container.</summary>
    public string MountedSandbox { get; } = mountedSandbox;

    /// <summary>Names this container bears in a network of the user's, besides its own.</summary>
    public EndpointConfig? Endpoint { get; set; }

    public List<string> HostDirectories { get; } = [];

    public List<string> Faults { get; } = [];

    /// <summary>The network is one that somebody made with <c>docker network create</c>.</summary>
    public bool HasOwnNetwork =>
        Host.NetworkMode is { } mode && mode is not ("host" or "bridge" or "none" or "default")
        && !mode.StartsWith("container:", System.StringComparison.Ordinal);
}
