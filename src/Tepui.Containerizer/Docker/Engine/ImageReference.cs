using System;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>An image's name taken apart as a pull wants it: without a tag dockerd would pull every tag there is.</summary>
/// <param name="Tag">A tag or a digest.</param>
internal readonly record struct ImageReference(string Repository, string Tag)
{
    public static ImageReference Parse(string image)
    {
        int digest = image.IndexOf('@', StringComparison.Ordinal);
        string name = digest < 0 ? image : image[..digest];

        // A colon before the last slash is a registry's port.
        int colon = name.IndexOf(':', name.LastIndexOf('/') + 1);
        string repository = colon < 0 ? name : name[..colon];
        return new ImageReference(repository, digest >= 0 ? image[(digest + 1)..] : colon < 0 ? "latest" : name[(colon + 1)..]);
    }
}
