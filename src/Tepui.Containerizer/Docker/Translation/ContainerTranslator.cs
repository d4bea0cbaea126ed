using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Sockets;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>
/// From Mesos's words to the Engine API's (docs/docker-containerizer.md; src/docker/docker.cpp, RunOptions::create). Pure: what must
/// exist on the host is returned, not made.
/// </summary>
internal static class ContainerTranslator
{
    /// <exception cref="ContainerLaunchException">All faults of the launch in one message.</exception>
    public static TranslatedContainer Translate(ContainerLaunch launch, string name, DockerContainerizerOptions options)
    {
        string mountedSandbox = options.SandboxDirectory;
        DockerLaunch docker = launch.Docker ?? throw new ArgumentException("no Docker launch", nameof(launch));
        ContainerInfo container = docker.Container;
        ContainerInfo.Types.DockerInfo info = container.Docker ?? new ContainerInfo.Types.DockerInfo();
        var body = new CreateContainer { Image = info.Image };
        var translation = new Translation(body, launch.WorkingDirectory, mountedSandbox);

        if (info.Image.Length == 0)
            translation.Faults.Add("container.docker.image is missing: name the image");
        RefuseUnsupported(container, translation.Faults);
        if (launch.Executable is not null)
            body.Entrypoint = [launch.Executable];
        if (launch.Argv.Count > 0)
            body.Cmd = [.. launch.Argv];
        bool usesSocket = options.ExecutorSocket?.IsIn(launch.Environment) == true;
        body.Env = Variables(usesSocket ? ExecutorSocket.Inside(launch.Environment) : launch.Environment, name, mountedSandbox, translation.Faults);
        foreach ((string key, string value) in docker.Labels)
            body.Labels[key] = value;
        Limits.Apply(ResourcesOf(launch), options.BoundsCpu, body.HostConfig);
        if (info.Privileged)
            body.HostConfig.Privileged = true;
        body.HostConfig.NetworkMode = Networks.ModeOf(container, info, translation.Faults);
        Parameters.Apply(info.Parameters, translation);
        Networks.AddHostname(container, translation);
        Networks.AddResolver(options.Resolvers, translation);
        Networks.AddPorts(info, translation);
        Networks.AddEndpoint(translation);
        body.HostConfig.Mounts.Insert(0, new Mount(Mount.Bind, launch.WorkingDirectory, mountedSandbox, ReadOnly: false));
        if (usesSocket)
            body.HostConfig.Mounts.Add(new Mount(Mount.Bind, options.ExecutorSocket!.Folder, ExecutorSocket.FolderInside, ReadOnly: true));
        Volumes.Add(container, info, translation);
        Volumes.AddPersistent(launch.Volumes, translation);
        RefuseSharedTargets(translation);

        return translation.Faults.Count == 0
            ? new TranslatedContainer(body, info.ForcePullImage, translation.HostDirectories)
            : throw new ContainerLaunchException(string.Join("; ", translation.Faults));
    }

    /// <summary>What it is given; the Docker part of a launch has the requests alone.</summary>
    public static ContainerResources ResourcesOf(ContainerLaunch launch) =>
        launch is { Resources: var resources, Docker: { } docker } && resources == ContainerResources.None
            ? new ContainerResources { Cpus = docker.Cpus, MemoryBytes = docker.MemoryBytes }
            : launch.Resources;

    /// <summary>What an image sets stays unless it is named here.</summary>
    private static List<string> Variables(
        IEnumerable<KeyValuePair<string, string>> environment, string name, string mountedSandbox, List<string> faults)
    {
        var values = new Dictionary<string, string>();
        var order = new List<string>();
        foreach ((string variable, string value) in
            environment.Append(new("MESOS_SANDBOX", mountedSandbox)).Append(new("MESOS_CONTAINER_NAME", name)))
        {
            if (variable.Length == 0 || variable.AsSpan().ContainsAny('=', '\0') || value.Contains('\0', StringComparison.Ordinal))
                faults.Add($"the environment variable '{variable}' cannot be handed to a process: give it a name without '=' and a value without NUL");
            if (!values.ContainsKey(variable))
                order.Add(variable);
            values[variable] = value;
        }

        return order.ConvertAll(variable => $"{variable}={values[variable]}");
    }

    private static void RefuseUnsupported(ContainerInfo container, List<string> faults)
    {
        void Refuse(bool given, string field)
        {
            if (given)
                faults.Add($"container.{field} is not supported in a container of type DOCKER: leave it out");
        }

        Refuse(container.Mesos is not null, "mesos");
        Refuse(container.LinuxInfo is not null, "linux_info");
        Refuse(container.RlimitInfo is not null, "rlimit_info (the Docker parameter 'ulimit' does it)");
        Refuse(container.TtyInfo is not null, "tty_info");
        Refuse(container.NetworkInfos.Any(network => network.PortMappings.Count > 0), "network_infos.port_mappings (container.docker.port_mappings does it)");
    }

    private static void RefuseSharedTargets(Translation translation)
    {
        foreach (IGrouping<string, Mount> target in translation.Host.Mounts
            .GroupBy(mount => Path.TrimEndingDirectorySeparator(mount.Target)).Where(target => target.Count() > 1))
        {
            translation.Faults.Add($"more than one volume is to be mounted at '{target.Key}': give each a container_path of its own");
        }
    }
}
