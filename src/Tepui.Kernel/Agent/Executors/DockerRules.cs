using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Docker = Mesos.V1.ContainerInfo.Types.DockerInfo;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>What keeps a Docker container from being run as it is described (src/docker/docker.cpp, RunOptions).</summary>
internal static class DockerRules
{
    private const uint LastPort = 65_535;

    private static readonly string[] NetworkParameters = ["net", "network"];

    /// <summary>All faults, each for the user; empty when it can be tried.</summary>
    public static IReadOnlyList<string> Faults(ContainerInfo container, CommandInfo? command, IEnumerable<Resource> resources)
    {
        var faults = new List<string>();
        if (container.Docker is not { } docker)
        {
            return ["No docker info found in container info: set ContainerInfo.docker with its image"];
        }

        if (docker.Image.Length == 0)
        {
            faults.Add("The image's name is empty: set DockerInfo.image");
        }

        if (command is { Shell: true, HasValue: false })
        {
            faults.Add("Shell specified but no command value provided: set CommandInfo.value, or CommandInfo.shell to false");
        }

        if (docker.Parameters.Any(parameter => parameter.Key == "name"))
        {
            faults.Add("Parameter in DockerInfo must not be 'name'");
        }

        Network(faults, container, docker);
        Ports(faults, docker, resources);
        Volumes(faults, container, docker);
        return faults;
    }

    /// <summary>A parameter that names a network wins over the field.</summary>
    private static bool HasOwnPorts(Docker docker) =>
        docker.Parameters.FirstOrDefault(parameter => NetworkParameters.Contains(parameter.Key))?.Value is { } named
            ? named is not ("host" or "none")
            : docker.Network is Docker.Types.Network.Bridge or Docker.Types.Network.User;

    private static void Network(List<string> faults, ContainerInfo container, Docker docker)
    {
        if (docker.Network == Docker.Types.Network.User)
        {
            if (container.NetworkInfos.Count == 0)
            {
                faults.Add("No network info found in container info: set ContainerInfo.network_infos with the network's name");
            }
            else if (!container.NetworkInfos[0].HasName)
            {
                faults.Add("No network name found in network info: set NetworkInfo.name");
            }
        }

        if (container.NetworkInfos.Count > 1)
        {
            faults.Add("Only a single network can be defined in Docker run");
        }

        if (container.HasHostname && docker.Network == Docker.Types.Network.Host)
        {
            faults.Add("Unable to set hostname with host network mode");
        }
    }

    private static void Ports(List<string> faults, Docker docker, IEnumerable<Resource> resources)
    {
        if (docker.PortMappings.Count == 0)
        {
            return;
        }

        if (!HasOwnPorts(docker))
        {
            faults.Add("Port mappings are only supported for bridge and user-defined networks");
            return;
        }

        RangeList ports = ResourceSet.From(resources).Ranges("ports");
        if (ports.IsEmpty)
        {
            faults.Add("Port mappings require port resources: ask for 'ports' in the resources");
            return;
        }

        foreach (Docker.Types.PortMapping mapping in docker.PortMappings)
        {
            if (!ports.Any(range => range.Begin <= mapping.HostPort && mapping.HostPort <= range.End))
            {
                faults.Add($"Port [{mapping.HostPort}] not included in resources, which have ports {ports}");
            }

            if (mapping.ContainerPort is 0 or > LastPort)
            {
                faults.Add($"Container port {mapping.ContainerPort} of host port {mapping.HostPort} is none: give one from 1 to {LastPort}");
            }

            if (mapping.HasProtocol && mapping.Protocol.ToLowerInvariant() is not ("tcp" or "udp" or "sctp"))
            {
                faults.Add($"Protocol '{mapping.Protocol}' of host port {mapping.HostPort} is unknown: give tcp, udp or sctp");
            }
        }
    }

    private static void Volumes(List<string> faults, ContainerInfo container, Docker docker)
    {
        string? driver = docker.HasVolumeDriver ? docker.VolumeDriver : null;
        foreach (Volume volume in container.Volumes)
        {
            string path = volume.ContainerPath;
            if (path.Length == 0)
            {
                faults.Add("A volume has no container_path");
            }

            if (volume.HasHostPath)
            {
                if (!IsAbsolute(volume.HostPath) && !IsAbsolute(path))
                {
                    faults.Add($"Both host_path '{volume.HostPath}' and container_path '{path}' of a volume are relative");
                }
            }
            else if (volume.Source is null)
            {
                faults.Add($"Host path or volume source is required of the volume for '{path}'");
            }
            else if (volume.Source.DockerVolume is not { } named)
            {
                faults.Add($"'source.docker_volume' is not set for DOCKER_VOLUME volume '{path}'");
            }
            else if (named.HasDriver)
            {
                if (driver is not null && driver != named.Driver)
                {
                    faults.Add($"Only one volume driver is supported; '{driver}' and '{named.Driver}' are asked for");
                }

                driver ??= named.Driver;
            }
        }
    }

    private static bool IsAbsolute(string path) => path.StartsWith('/');
}
