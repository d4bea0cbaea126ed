using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Images.Appc;
using Tepui.Containerizer.Images.Registry;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>Containers with images, without a Docker daemon.</summary>
public sealed partial class AgentOptions
{
    private const string DockerImages = "docker";
    private const string AppcImages = "appc";
    private const string RuntimeIsolator = "docker/runtime";

    [Flag("image_providers", "The types of images that containers of the mesos containerizer may have: 'docker', 'appc' or both. Docker's need 'docker/runtime' in --isolation.", Value = "NAMES")]
    public string ImageProviders { get; set; } = "";

    [Flag("image_provisioner_backend", "How roots are made of images: overlay, bind (one layer, read only) or copy. By default overlay where the kernel has it, else copy.", Value = "NAME")]
    public string ImageProvisionerBackend { get; set; } = "";

    [Flag("image_gc_config", "When images that nobody uses are removed: JSON with image_disk_headroom, image_disk_watch_interval and excluded_images, or a file that holds it. Without it only PRUNE_IMAGES does.", Value = "JSON")]
    public string? ImageGcConfig { get; set; }

    [Flag("docker_registry", "Where images come from that name no registry: a URL, or an absolute path of a folder with archives of docker save, each named NAME:TAG.tar.", Value = "URL")]
    public string DockerRegistry { get; set; } = "https://registry-1.docker.io";

    [Flag("docker_store_dir", "Where images are kept.", Value = "PATH")]
    public string DockerStoreDirectory { get; set; } = "/tmp/mesos/store/docker";

    [Flag("appc_simple_discovery_uri_prefix", "What an address of an ACI begins with, before its NAME-VERSION-OS-ARCH.aci: http://, https://, file:/// or an absolute path, with more after it or not.", Value = "PREFIX", IsAddress = true)]
    public string AppcSimpleDiscoveryUriPrefix { get; set; } = "http://";

    [Flag("appc_store_dir", "Where images of type APPC are kept.", Value = "PATH")]
    public string AppcStoreDirectory { get; set; } = "/tmp/mesos/store/appc";

    [Flag("docker_config", "Credentials for registries, for dockerd's pulls too: Docker's config.json as JSON, or a file that holds it.", Value = "JSON", Secret = true)]
    public string? DockerConfig { get; set; }

    [Flag("oci_runtime", "What runs containers with images: the path of crun or runc, or a name to be found in PATH. By default crun where it works, else runc.", Value = "PROGRAM")]
    public string? OciRuntime { get; set; }

    /// <summary>Whether containers of the mesos containerizer can have images here.</summary>
    internal bool HasImages => HasDockerImages || HasAppcImages;

    internal bool HasDockerImages => Named(ImageProviders).Contains(DockerImages, StringComparer.OrdinalIgnoreCase);

    internal bool HasAppcImages => Named(ImageProviders).Contains(AppcImages, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for none; throws nothing once there are no faults.</summary>
    internal string? DockerConfigText(List<string> faults) => FlagFile.ReadPath("docker_config", DockerConfig, faults);

    /// <summary>Null for none.</summary>
    internal ImageGcText? ImageGc(List<string> faults) =>
        FlagFile.ReadPath("image_gc_config", ImageGcConfig, faults) is { } text ? ImageGcText.Parse(text, faults) : null;

    private static string[] Named(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private List<string> ImageFaults()
    {
        var faults = new List<string>();
        foreach (string name in Named(ImageProviders).Where(name => name.ToLowerInvariant() is not (DockerImages or AppcImages)))
            faults.Add($"--image_providers: '{name}' is not supported: give 'docker', 'appc' or both");
        if (HasDockerImages && !Named(Isolation).Contains(RuntimeIsolator))
            faults.Add("--isolation: needs 'docker/runtime' for --image_providers=docker");
        if (HasImages && !Environment.IsPrivilegedProcess)
            faults.Add("--image_providers: making roots of images needs root: run the agent as root");
        if (ImageProvisionerBackend is not ("" or "overlay" or "bind" or "copy"))
            faults.Add($"--image_provisioner_backend: '{ImageProvisionerBackend}' is none of overlay, bind and copy");
        if (!DockerStoreDirectory.StartsWith('/') || DockerStoreDirectory == "/")
            faults.Add($"--docker_store_dir: '{DockerStoreDirectory}' is no absolute path of a folder");
        if (!AppcStoreDirectory.StartsWith('/') || AppcStoreDirectory == "/")
            faults.Add($"--appc_store_dir: '{AppcStoreDirectory}' is no absolute path of a folder");
        else if (HasDockerImages && HasAppcImages && Path.GetFullPath(AppcStoreDirectory + "/") == Path.GetFullPath(DockerStoreDirectory + "/"))
            faults.Add($"--appc_store_dir: is '{AppcStoreDirectory}', and so is --docker_store_dir: give each a folder of its own");
        if (!AppcPrefix.IsPrefix(AppcSimpleDiscoveryUriPrefix))
            faults.Add($"--appc_simple_discovery_uri_prefix: '{AppcSimpleDiscoveryUriPrefix}' begins with none of http://, https://, file:/// and /");
        if (!IsRegistry(DockerRegistry))
            faults.Add($"--docker_registry: '{DockerRegistry}' is neither an address such as https://registry-1.docker.io nor an absolute path");
        if (DockerConfigText(faults) is { } credentials && DockerConfiguration.Fault(credentials) is { } none)
            faults.Add("--docker_config: " + none);
        _ = ImageGc(faults);
        return faults;
    }

    private static bool IsRegistry(string registry)
    {
        int scheme = registry.IndexOf("://", StringComparison.Ordinal);
        return registry.StartsWith('/') || (scheme < 0
            ? Uri.TryCreate("https://" + registry, UriKind.Absolute, out _)
            : registry[..scheme] is "http" or "https" or "file" && Uri.TryCreate(registry, UriKind.Absolute, out _));
    }
}
