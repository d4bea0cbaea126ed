using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Containerizer.Images.Appc;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.Store;
using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Images.Appc;

/// <summary>A store of ACIs, and a folder in which they are found.</summary>
internal sealed class AppcRoom : IDisposable
{
    public AppcRoom()
    {
        Directory.CreateDirectory(Path.Combine(Root, "acis"));
        Prefix = "file://" + At("acis/");
        Provider = NewProvider();
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("tepui-appc-").FullName;

    public string Prefix { get; set; }

    public LayerLimits Limits { get; set; } = new();

    public AppcProvider Provider { get; private set; }

    /// <summary>With the labels of <see cref="Aci.Labels"/>.</summary>
    public static Image ImageOf(string name, string? id = null)
    {
        var image = new Image { Type = Image.Types.Type.Appc, Appc = new Image.Types.Appc { Name = name, Labels = new Labels() } };
        image.Appc.Labels.Labels_.AddRange(Aci.Labels.Select(label => new Label { Key = label.Key, Value = label.Value }));
        if (id is not null)
            image.Appc.Id = id;
        return image;
    }

    public string At(string path) => Path.Combine(Root, path);

    /// <summary>Makes an ACI with one file of its name in it.</summary>
    /// <returns>Its id.</returns>
    public string Add(string name, params string[] dependencies)
    {
        byte[] plain = Aci.Make(Aci.Manifest(name, null, dependencies), ImageLayer.Of(ImageLayer.Text(name, name), ImageLayer.Text("top", name)));
        Put(name, plain);
        return Aci.IdOf(plain);
    }

    public void Put(string name, byte[] content) => File.WriteAllBytes(At("acis/" + Aci.FileName(name)), content);

    public void Take(string name) => File.Delete(At("acis/" + Aci.FileName(name)));

    /// <summary>As the agent's next process has it.</summary>
    public void Restart()
    {
        Provider.Dispose();
        Provider = NewProvider();
    }

    public async Task<ImageLease> GetAsync(Image image, CancellationToken cancellation = default)
    {
        Provider.Open();
        return await Provider.GetAsync(image, cancellation);
    }

    public Task<ImageLease> GetAsync(string name) => GetAsync(ImageOf(name));

    public string[] Entries(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(At("store/" + folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Provider.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private AppcProvider NewProvider() => new(new AppcStore(
        At("store"), new AppcDiscovery(Prefix, TimeSpan.FromMinutes(1), TimeProvider.System), Limits, NullLogger.Instance));
}
