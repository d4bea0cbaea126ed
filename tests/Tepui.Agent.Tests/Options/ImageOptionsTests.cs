using System;
using System.Linq;
using Tepui.Agent.Options;

namespace Tepui.Agent.Tests.Options;

/// <summary>Flags of containers with images.</summary>
public sealed class ImageOptionsTests
{
    [Theory]
    [InlineData("docker_config", "--docker_config")]
    [InlineData("image_gc_config", "--image_gc_config: 'image_disk' is unknown")]
    [InlineData("image_gc_headroom", "--image_gc_config: image_disk_headroom is not within 0 and 1")]
    [InlineData("image_gc_nonsense", "--image_gc_config: is no such configuration")]
    [InlineData("image_providers", "--image_providers: 'oci' is not supported: give 'docker', 'appc' or both")]
    [InlineData("appc_store_dir", "--appc_store_dir: 'store' is no absolute path")]
    [InlineData("appc_store_dir_same", "--appc_store_dir: is '/var/images', and so is --docker_store_dir")]
    [InlineData("appc_prefix", "--appc_simple_discovery_uri_prefix: 'hdfs://x:9000/' begins with none of")]
    [InlineData("isolation", "--isolation: needs 'docker/runtime' for --image_providers=docker")]
    [InlineData("image_provisioner_backend", "--image_provisioner_backend: 'aufs' is none of overlay, bind and copy")]
    [InlineData("docker_store_dir", "--docker_store_dir: 'store' is no absolute path")]
    [InlineData("docker_registry", "--docker_registry: 'hdfs://x' is neither an address")]
    public void Faults_SayWhatIsWrong(string what, string told)
    {
        var options = new AgentOptions { Master = "127.0.0.1:5050", WorkDirectory = "/tmp" };
        switch (what)
        {
            case "docker_config":
                options.DockerConfig = "/nowhere/at/all.json";
                break;
            case "image_gc_config":
                options.ImageGcConfig = """{"image_disk": 1}""";
                break;
            case "image_gc_headroom":
                options.ImageGcConfig = """{"image_disk_headroom": 2}""";
                break;
            case "image_gc_nonsense":
                options.ImageGcConfig = """{"excluded_images": [{"type": "DOCKER"}]}""";
                break;
            case "image_providers":
                options.ImageProviders = "oci";
                break;
            case "appc_store_dir":
                options.AppcStoreDirectory = "store";
                break;
            case "appc_store_dir_same":
                (options.ImageProviders, options.Isolation) = ("APPC,DOCKER", "filesystem/linux,docker/runtime");
                (options.AppcStoreDirectory, options.DockerStoreDirectory) = ("/var/images", "/var/images/");
                break;
            case "appc_prefix":
                options.AppcSimpleDiscoveryUriPrefix = "hdfs://x:9000/";
                break;
            case "isolation":
                options.ImageProviders = "docker";
                break;
            case "image_provisioner_backend":
                options.ImageProvisionerBackend = "aufs";
                break;
            case "docker_store_dir":
                options.DockerStoreDirectory = "store";
                break;
            default:
                options.DockerRegistry = "hdfs://x";
                break;
        }

        options.Faults().Where(fault => fault.Contains(told, StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("https://acis.example/")]
    [InlineData("file:///var/acis/")]
    [InlineData("/var/acis/")]
    public void Appc_NeedsNoIsolatorByName(string prefix)
    {
        var options = new AgentOptions
        {
            Master = "127.0.0.1:5050",
            WorkDirectory = "/tmp",
            ImageProviders = "APPC",
            AppcSimpleDiscoveryUriPrefix = prefix,
        };

        options.Faults().Where(fault => !fault.Contains("root", StringComparison.Ordinal)).ShouldBeEmpty();
        (options.HasImages, options.HasAppcImages, options.HasDockerImages).ShouldBe((true, true, false));
    }

    [Fact]
    public void ImageGcConfig_IsMesoss()
    {
        var options = new AgentOptions
        {
            ImageGcConfig = """
                {"image_disk_headroom": 0.2, "image_disk_watch_interval": {"nanoseconds": 60000000000},
                "excluded_images": [{"type": "DOCKER", "docker": {"name": "alpine"}}, {"type": "APPC", "appc": {"name": "a"}}]}
                """,
        };

        ImageGcText text = options.ImageGc([])!;

        (text.DiskHeadroom, text.WatchInterval).ShouldBe((0.2, TimeSpan.FromMinutes(1)));
        text.ExcludedImages.ShouldBe(["alpine"]);
    }
}
