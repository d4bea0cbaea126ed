using System.Collections.Generic;
using System.Text.Json.Serialization;
using Mesos.V1;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Provisioning;

/// <param name="Path">Of the root on the host.</param>
/// <param name="IsReadOnly">Nothing can be made in it, not even a mount's place.</param>
internal sealed record ProvisionedRoot(string Path, ImageConfiguration Configuration, bool IsReadOnly)
{
    /// <summary>Where an overlay keeps what is written in it; null for other backends.</summary>
    public string? Scratch { get; init; }
}

/// <summary>What a container's folder says of itself: all that its roots are made of.</summary>
internal sealed record ProvisionRecord(string ContainerId, List<UsedImage> Images);

/// <param name="Layers">Digests, or ids of ACIs.</param>
internal sealed record UsedImage(string Name, IReadOnlyList<string> Layers, Image.Types.Type Type = Image.Types.Type.Docker);

[JsonSerializable(typeof(ProvisionRecord))]
internal sealed partial class ProvisionJson : JsonSerializerContext;
