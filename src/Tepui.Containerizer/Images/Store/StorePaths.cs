using System.IO;
using System.Text;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Store;

/// <summary>Where the store keeps what.</summary>
/// <param name="Root">--docker_store_dir.</param>
internal sealed record StorePaths(string Root)
{
    public string Images => Path.Combine(Root, "images");

    public string Layers => Path.Combine(Root, "layers");

    /// <summary>Packed layers on their way, by digest: what is here was not checked yet.</summary>
    public string Downloads => Path.Combine(Root, "downloads");

    public string Image(string name) => Path.Combine(Images, Digest.Hex(Digest.Of(Encoding.UTF8.GetBytes(name))) + ".json");

    /// <summary>The layer's own file system.</summary>
    public string Layer(string digest) => Path.Combine(Layers, Digest.Hex(digest), "rootfs");

    public string Download(string digest) => Path.Combine(Downloads, Digest.Hex(digest));
}
