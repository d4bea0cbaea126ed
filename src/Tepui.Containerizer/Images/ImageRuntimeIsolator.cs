using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Images.Configuration;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Images;

/// <summary>Gives a container the root of its image, and runs it as the image says where the command does not.</summary>
/// <param name="type">Of the images that it is for.</param>
public abstract class ImageRuntimeIsolator(Provisioner provisioner, Image.Types.Type type) : IIsolator
{
    /// <summary>In <see cref="ContainerPlan.Notes"/>: nothing can be made in the root, not even a mount's place.</summary>
    public const string ReadOnlyRoot = "image.read_only_root";

    /// <summary>Variables that name the sandbox.</summary>
    private static readonly string[] SandboxNames = ["MESOS_SANDBOX", "MESOS_DIRECTORY"];

    public abstract string Name { get; }

    public Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation) =>
        provisioner.RecoverAsync(running.Select(record => record.ContainerId).ToHashSet(StringComparer.Ordinal), cancellation);

    public async ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Image? image = plan.Launch.Info?.Mesos?.Image;
        if (plan.Launch.IsDebug)
        {
            if (image is not null)
                throw new ContainerLaunchException("a container of class DEBUG has the root of its parent: leave its image out");
            Join(plan);
        }
        else if (image?.Type == type)
        {
            ProvisionedRoot root = await provisioner.ProvisionAsync(plan.Id, image, cancellation);
            plan.Root = root.Path;
            if (root.Scratch is { } scratch)
                plan.Scratch.Add(scratch);
            if (root.IsReadOnly)
                plan.Notes[ReadOnlyRoot] = "true";
            if (plan.Launch.Command is { } command)
                (plan.Executable, plan.Argv) = RuntimeCommand.Of(command, root.Configuration);
            plan.WorkingDirectory = root.Configuration.WorkingDir is { Length: > 0 } directory ? directory : provisioner.SandboxDirectory;
            SetEnvironment(plan, RuntimeCommand.Environment(plan.Environment, plan.Launch.Command, root.Configuration));
        }
    }

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation) => provisioner.DestroyAsync(containerId);

    private void Join(ContainerPlan plan)
    {
        if (plan.Parent?.Root is not { } root)
            return;
        plan.Root = root;
        plan.WorkingDirectory = provisioner.SandboxDirectory;
        SetEnvironment(plan, [.. plan.Environment]);
    }

    private void SetEnvironment(ContainerPlan plan, List<KeyValuePair<string, string>> environment)
    {
        plan.Environment.Clear();
        plan.Environment.AddRange(environment.Select(pair =>
            SandboxNames.Contains(pair.Key) && pair.Value == plan.Launch.WorkingDirectory
                ? new KeyValuePair<string, string>(pair.Key, provisioner.SandboxDirectory)
                : pair));
    }
}
