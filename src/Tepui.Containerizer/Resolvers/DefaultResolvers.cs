using System.Collections.Generic;

namespace Tepui.Containerizer.Resolvers;

/// <summary>Mesos's <c>--default_container_dns</c>: for networks that say nothing of it themselves.</summary>
public sealed record DefaultResolvers
{
    /// <summary>What stands for every network that is not named.</summary>
    public const string AnyNetwork = "";

    public static DefaultResolvers None { get; } = new();

    /// <summary>CNI networks by name.</summary>
    public IReadOnlyDictionary<string, ResolverSettings> Cni { get; init; } = new Dictionary<string, ResolverSettings>();

    /// <summary>Networks made with <c>docker network create</c>, by name.</summary>
    public IReadOnlyDictionary<string, ResolverSettings> Docker { get; init; } = new Dictionary<string, ResolverSettings>();

    /// <summary>Docker's own bridge.</summary>
    public ResolverSettings? DockerBridge { get; init; }

    public ResolverSettings? ForCni(string network) => Of(Cni, network);

    /// <param name="network">As dockerd is told it: a mode or a name.</param>
    /// <param name="isOfUser">It is one that somebody made.</param>
    public ResolverSettings? ForDocker(string? network, bool isOfUser) =>
        network == "bridge" ? DockerBridge
        : isOfUser && network is not null ? Of(Docker, network)
        : null;

    private static ResolverSettings? Of(IReadOnlyDictionary<string, ResolverSettings> all, string network) =>
        all.TryGetValue(network, out ResolverSettings? own) ? own : all.GetValueOrDefault(AnyNetwork);
}
