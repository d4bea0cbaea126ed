using System;
using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>Where images come from, where they are kept, and how roots are made of them.</summary>
/// <param name="WorkDirectory">--work_dir: roots lie below it.</param>
/// <param name="StoreDirectory">--docker_store_dir.</param>
public sealed record ProvisionerOptions(string WorkDirectory, string StoreDirectory)
{
    /// <summary>--image_providers.</summary>
    public IReadOnlyList<Image.Types.Type> Providers { get; init; } = [Image.Types.Type.Docker];

    /// <summary>--docker_registry: a URL, or an absolute path of a folder of archives.</summary>
    public string Registry { get; init; } = "https://registry-1.docker.io";

    /// <summary>--docker_config as JSON; null for none.</summary>
    public string? DockerConfiguration { get; init; }

    /// <summary>--appc_store_dir.</summary>
    public string AppcStoreDirectory { get; init; } = "/tmp/mesos/store/appc";

    /// <summary>--appc_simple_discovery_uri_prefix.</summary>
    public string AppcDiscoveryPrefix { get; init; } = "http://";

    /// <summary>--fetcher_stall_timeout.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>--image_provisioner_backend: overlay, bind or copy; null for overlay where the kernel has it, else copy.</summary>
    public string? Backend { get; init; }

    /// <summary>--sandbox_directory.</summary>
    public string SandboxDirectory { get; init; } = "/mnt/mesos/sandbox";

    /// <summary>--image_gc_config; null for none.</summary>
    public ImageGarbageCollection? GarbageCollection { get; init; }

    /// <summary>What one layer may always unpack to, be it ever so small itself.</summary>
    public long UnpackedBytesAlwaysAllowed { get; init; } = 1L << 30;
}

/// <summary>Mesos's ImageGcConfig.</summary>
/// <param name="DiskHeadroom">The part of the store's disk that is to be free, from 0 to 1.</param>
/// <param name="WatchInterval">How often the disk is looked at.</param>
/// <param name="ExcludedImages">Stay whatever happens.</param>
public sealed record ImageGarbageCollection(double DiskHeadroom, TimeSpan WatchInterval, IReadOnlyList<string> ExcludedImages);
