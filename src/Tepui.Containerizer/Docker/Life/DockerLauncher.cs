using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Output;
using Tepui.Containerizer.Docker.Translation;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>From a translated launch to a running container: create, start, one look at it, and a pull where the image is missing.</summary>
internal sealed class DockerLauncher(EngineClient engine, ImagePull pull, PullCredentials credentials, string runtimeDirectory)
{
    /// <summary>What must be there before dockerd is asked for anything.</summary>
    /// <exception cref="ContainerLaunchException">Something cannot be made; the message says what.</exception>
    public static OutputPlan Prepare(ContainerLaunch launch, TranslatedContainer translated)
    {
        if (!Directory.Exists(launch.WorkingDirectory))
            throw new ContainerLaunchException($"the sandbox {launch.WorkingDirectory} does not exist");

        // Who runs in a container is the image's own affair, or the parameter 'user'.
        if (UserAccount.OtherThanOwn(launch.User) is { } account)
            UserSwitch.GiveSandbox(launch.WorkingDirectory, account);
        foreach (string directory in translated.HostDirectories)
        {
            try
            {
                if (!File.Exists(directory))
                    _ = Directory.CreateDirectory(directory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ContainerLaunchException($"the host path {directory} of a volume does not exist and cannot be made: {e.Message}", e);
            }
        }

        try
        {
            using SandboxFile stdout = SandboxFile.Open(launch.WorkingDirectory, "stdout");
            using SandboxFile stderr = SandboxFile.Open(launch.WorkingDirectory, "stderr");
            return new OutputPlan(new OutputFilePlan(stdout.Length, launch.Io?.Output), new OutputFilePlan(stderr.Length, launch.Io?.Error));
        }
        catch (SandboxWriteException e)
        {
            throw new ContainerLaunchException(e.Message, e);
        }
    }

    /// <param name="calledOff">Nobody waits for the launch any more: a pull is broken off.</param>
    /// <exception cref="ContainerLaunchException">The image cannot be had, or dockerd refuses the container.</exception>
    public async Task CreateAsync(
        DockerContainer container,
        ContainerLaunch launch,
        TranslatedContainer translated,
        OutputPlan output,
        CancellationToken calledOff,
        CancellationToken cancellation)
    {
        CreateContainer body = translated.Body;
        ContainerLabels.Write(body.Labels, runtimeDirectory, container.Id, launch.WorkingDirectory, output);
        if (translated.ForcePull)
            await PullAsync(container, launch, body.Image, "force_pull_image is set,", calledOff);
        try
        {
            try
            {
                await engine.CreateAsync(container.Name, body, cancellation);
            }
            catch (EngineRefusedException e) when (e.IsMissing && e.Message.Contains("No such image", StringComparison.OrdinalIgnoreCase))
            {
                await PullAsync(container, launch, body.Image, "it is not on the agent's machine,", calledOff);
                await engine.CreateAsync(container.Name, body, cancellation);
            }
        }
        catch (EngineRefusedException e)
        {
            throw new ContainerLaunchException($"dockerd refuses to make the container: {OneLine(e.Message)}", e);
        }
    }

    public async Task StartAsync(DockerContainer container, string image, CancellationToken cancellation)
    {
        try
        {
            await engine.StartAsync(container.Name, cancellation);
        }
        catch (EngineRefusedException e)
        {
            throw new ContainerLaunchException($"dockerd cannot start the container of the image '{image}': {OneLine(e.Message)}{Advice(e.Message)}", e);
        }
    }

    /// <summary>The one look at a started container.</summary>
    public async Task<(LaunchedContainer Launched, ContainerInspection Inspection)> InspectAsync(
        DockerContainer container, CancellationToken cancellation)
    {
        try
        {
            byte[] json = await engine.InspectAsync(container.Name, cancellation);
            ContainerInspection inspection = EngineClient.Parse(json, EngineJson.Default.ContainerInspection);
            byte[] data = [(byte)'[', .. json.AsSpan().TrimEnd((byte)'\n'), (byte)']'];
            var launched = new LaunchedContainer(container.Id, inspection.State.Pid)
            {
                IpAddresses = [.. Addresses(inspection)],
                Inspection = data,
            };
            return (launched, inspection);
        }
        catch (EngineRefusedException e)
        {
            throw new ContainerLaunchException($"the container was started, and then dockerd knew nothing of it: {OneLine(e.Message)}", e);
        }
    }

    public static IEnumerable<string> Addresses(ContainerInspection inspection) =>
        from endpoint in inspection.NetworkSettings?.Networks?.Values ?? Enumerable.Empty<NetworkEndpoint>()
        from address in new[] { endpoint.Address, endpoint.Address6 }
        where !string.IsNullOrEmpty(address)
        select address;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static string Advice(string problem)
    {
        bool Says(string text) => problem.Contains(text, StringComparison.OrdinalIgnoreCase);
        if (Says("executable file not found") || (Says("exec:") && Says("no such file")))
            return " (give a command that the image has)";
        if (Says("port is already allocated") || Says("address already in use"))
            return " (another program has the host port: end it, or take the port out of the agent's --resources)";
        return Says("network") && Says("not found") ? " (make the network with 'docker network create', or name another)" : "";
    }

    private async Task PullAsync(
        DockerContainer container, ContainerLaunch launch, string image, string reason, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(container.LaunchCancelled.Token, cancellation);
        try
        {
            await pull.PullAsync(image, credentials.HeaderFor(image, launch.WorkingDirectory), reason, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ContainerLaunchException($"the launch was given up while the image '{image}' was pulled", e);
        }
    }
}
