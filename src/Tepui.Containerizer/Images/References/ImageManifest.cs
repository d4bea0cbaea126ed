using System.Collections.Generic;

namespace Tepui.Containerizer.Images.References;

/// <summary>What an image consists of.</summary>
/// <param name="Digest">Of the manifest itself.</param>
/// <param name="Layers">From the lowest up.</param>
internal sealed record ImageManifest(string Digest, BlobReference Config, IReadOnlyList<BlobReference> Layers);

/// <param name="Size">In bytes; what comes is refused when it is another.</param>
internal sealed record BlobReference(string Digest, long Size);
