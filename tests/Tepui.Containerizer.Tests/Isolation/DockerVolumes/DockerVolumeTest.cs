using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.DockerVolumes;
using Tepui.Testing.Volumes;
using Source = Mesos.V1.Volume.Types.Source;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.DockerVolumes;

/// <summary>Containers with volumes of a plug-in named "test".</summary>
public abstract class DockerVolumeTest : IsolatedTest, IAsyncLifetime
{
    private VolumePluginServer? _plugin;

    protected override string Isolation => "filesystem/linux,docker/volume";

    protected VolumePluginServer Plugin => _plugin!;

    protected string Plugins => Path.Combine(Root, "plugins");

    protected string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>Changed by a test before its first container.</summary>
    protected DockerVolumeOptions Options { get; set; } = new();

    /// <summary>Volumes that stand written down.</summary>
    protected IReadOnlyList<string> WrittenDown =>
        Directory.Exists(Checkpoints) ? [.. Directory.EnumerateFiles(Checkpoints).Select(File.ReadAllText)] : [];

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _plugin = await VolumePluginServer.StartAsync(Plugins, "test", Path.Combine(Root, "volumes"));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        try
        {
            await ShutdownAsync();
        }
        finally
        {
            await Plugin.DisposeAsync();
            Directory.Delete(Root, recursive: true);
        }
    }

    protected override IsolationOptions Configure(IsolationOptions options) =>
        options with { DockerVolumes = Options with { PluginDirectories = [Plugins], CheckpointDirectory = Checkpoints } };

    protected static ContainerInfo With(params Volume[] volumes)
    {
        var info = new ContainerInfo();
        info.Volumes.AddRange(volumes);
        return info;
    }

    protected static Volume Docker(
        string name, string containerPath, string driver = "test", Volume.Types.Mode mode = Volume.Types.Mode.Rw, params (string Key, string Value)[] options)
    {
        var docker = new Source.Types.DockerVolume { Name = name, Driver = driver };
        if (options.Length > 0)
        {
            docker.DriverOptions = new Parameters();
            docker.DriverOptions.Parameter.AddRange(options.Select(option => new Parameter { Key = option.Key, Value = option.Value }));
        }

        return new Volume
        {
            Mode = mode,
            ContainerPath = containerPath,
            Source = new Source { Type = Source.Types.Type.DockerVolume, DockerVolume = docker },
        };
    }

    protected static bool IsMounted(string path) => File.ReadAllText("/proc/self/mounts").Contains($" {path} ", StringComparison.Ordinal);
}
