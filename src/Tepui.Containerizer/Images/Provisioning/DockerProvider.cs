using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;
using Tepui.Containerizer.Images.Store;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>Images of type DOCKER, which are OCI's too.</summary>
internal sealed class DockerProvider(ImageStore store) : IImageProvider
{
    public Image.Types.Type Type => Image.Types.Type.Docker;

    public string StoreDirectory => store.Root;

    /// <exception cref="FormatException">The configuration of Docker is none.</exception>
    public static DockerProvider Create(ProvisionerOptions options, TimeProvider time, Microsoft.Extensions.Logging.ILogger logger)
    {
        IImageSource source = options.Registry.StartsWith('/') || options.Registry.StartsWith("file://", StringComparison.Ordinal)
            ? new ArchiveSource(options.Registry.StartsWith('/') ? options.Registry : options.Registry["file://".Length..])
            : new RegistrySource(
                new RegistryOptions
                {
                    Registry = options.Registry,
                    StallTimeout = options.StallTimeout,
                    Credentials = options.DockerConfiguration is { } json ? DockerConfiguration.Parse(json) : DockerConfiguration.Empty,
                },
                time);
        var limits = new LayerLimits { BytesAlwaysAllowed = options.UnpackedBytesAlwaysAllowed };
        return new DockerProvider(new ImageStore(new StorePaths(options.StoreDirectory), source, limits, logger));
    }

    public void Open() => store.Open();

    public Task<ImageLease> GetAsync(Image image, CancellationToken cancellation)
    {
        ImageName name = ImageName.Parse(image.Docker.Name);
        (DockerConfiguration? credentials, string key) = Credentials(image.Docker);
        return store.GetAsync(name, !image.HasCached || image.Cached, credentials, key, cancellation);
    }

    public ImageLease Hold(string name, IReadOnlyList<string> layers) => store.Hold(name, layers);

    public void Prune(IReadOnlyList<string> excluded) => store.Prune(excluded.Select(name => ImageName.Parse(name).ToString()));

    public void Dispose() => store.Dispose();

    private static (DockerConfiguration? Credentials, string Key) Credentials(Image.Types.Docker image)
    {
        if (image.Config is not { } secret)
            return (null, "");
        if (secret.Value is null)
            throw new ImageException("its config is a reference to a secret, which nobody here can resolve: give it as a value");
        try
        {
            byte[] value = secret.Value.Data.ToByteArray();
            return (DockerConfiguration.Parse(Encoding.UTF8.GetString(value)), Digest.Of(value));
        }
        catch (FormatException e)
        {
            throw new ImageException($"its config is no Docker configuration: {e.Message}", e);
        }
    }
}
