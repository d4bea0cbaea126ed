using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching.Archives;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>
/// A folder of archives as <c>docker save</c> and <c>skopeo copy ... docker-archive:</c> make them, each named <c>NAME:TAG.tar</c>.
/// </summary>
internal sealed class ArchiveSource(string folder) : IImageSource
{
    private const int LargestText = 16 << 20;

    public async Task<IImagePull> FindAsync(ImageName image, DockerConfiguration? credentials, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, $"{(image.Registry is null ? "" : image.Registry + "/")}{image.Repository}:{image.Reference}.tar");
        if (image.IsDigest || !File.Exists(path))
            throw new ImageException($"there is no {path}: save it there with 'docker save -o', under its name and tag");
        try
        {
            return await Task.Run(() => Open(path, cancellation), cancellation);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ImageException($"{path} is damaged, or no image ({e.Message.ReplaceLineEndings(" ")}): save it anew with 'docker save'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path} cannot be read: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        // Nothing is kept open.
    }

    private static Pull Open(string path, CancellationToken cancellation)
    {
        Dictionary<string, Member> members = Members(path, cancellation);
        using JsonDocument manifest = JsonDocument.Parse(Text(path, members, "manifest.json"));
        JsonElement first = manifest.RootElement[0];
        byte[] configuration = Text(path, members, first.GetProperty("Config").GetString()!);
        using JsonDocument parsed = JsonDocument.Parse(configuration);
        List<string> plain = [.. parsed.RootElement.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => Digest.Checked(id.GetString()))];
        var layers = new List<BlobReference>();
        var places = new Dictionary<string, Member>(StringComparer.Ordinal);
        foreach (JsonElement name in first.GetProperty("Layers").EnumerateArray())
        {
            Member member = Find(members, name.GetString()!);
            string digest = DigestOf(path, member, cancellation);

            // Layers of newer archives may be packed, and then have another digest than what is in them.
            if (layers.Count >= plain.Count || (digest != plain[layers.Count] && !IsPacked(path, member)))
                throw new InvalidDataException($"the layer '{name.GetString()}' is not the one its configuration names");
            layers.Add(new BlobReference(digest, member.Length));
            places[digest] = member;
        }

        var all = new ImageManifest(Digest.Of(configuration), new BlobReference(Digest.Of(configuration), configuration.Length), layers);
        return new Pull(path, all, ImageConfiguration.Parse(configuration), places);
    }

    /// <summary>Where each file lies in the archive; links lead to the files they name.</summary>
    private static Dictionary<string, Member> Members(string path, CancellationToken cancellation)
    {
        var members = new Dictionary<string, Member>(StringComparer.Ordinal);
        using FileStream file = File.OpenRead(path);
        using var reader = new TarReader(new GuardedStream(file, _ => cancellation.ThrowIfCancellationRequested(), canSeek: true));
        while (reader.GetNextEntry() is { } entry)
        {
            string name = Normal(entry.Name);
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                members[name] = new Member(entry.DataOffset, entry.Length, null);
            else if (entry.EntryType is TarEntryType.SymbolicLink)
                members[name] = new Member(0, 0, Normal(Path.Combine(Path.GetDirectoryName(name) ?? "", entry.LinkName)));
            else if (entry.EntryType is TarEntryType.HardLink)
                members[name] = new Member(0, 0, Normal(entry.LinkName));
        }

        return members;
    }

    private static string Normal(string name) => Path.GetFullPath("/" + name);

    private static Member Find(Dictionary<string, Member> members, string name)
    {
        string at = Normal(name);
        for (int links = 0; links < 10; links++)
        {
            if (!members.TryGetValue(at, out Member? member))
                break;
            if (member.Target is null)
                return member;
            at = member.Target;
        }

        throw new InvalidDataException($"it holds no '{name}'");
    }

    private static byte[] Text(string path, Dictionary<string, Member> members, string name)
    {
        Member member = Find(members, name);
        if (member.Length > LargestText)
            throw new InvalidDataException($"its '{name}' is longer than 16 MB");
        using FileStream file = File.OpenRead(path);
        file.Position = member.Offset;
        byte[] content = new byte[member.Length];
        file.ReadExactly(content);
        return content;
    }

    private static bool IsPacked(string path, Member member)
    {
        using FileStream file = File.OpenRead(path);
        file.Position = member.Offset;
        Span<byte> magic = stackalloc byte[LayerPacking.MagicLength];
        return member.Length >= magic.Length && file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && LayerPacking.Of(magic) != Packing.None;
    }

    private static string DigestOf(string path, Member member, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Copy(path, member, span => hash.AppendData(span), cancellation);
        return Digest.OfHash(hash.GetHashAndReset());
    }

    private static void Copy(string path, Member member, SpanAction take, CancellationToken cancellation)
    {
        using FileStream file = File.OpenRead(path);
        file.Position = member.Offset;
        byte[] buffer = new byte[128 * 1024];
        for (long left = member.Length; left > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (count == 0)
                throw new EndOfStreamException("it ends too early");
            take(buffer.AsSpan(0, count));
            left -= count;
        }
    }

    private delegate void SpanAction(ReadOnlySpan<byte> bytes);

    private sealed record Member(long Offset, long Length, string? Target);

    private sealed class Pull(string path, ImageManifest manifest, ImageConfiguration configuration, Dictionary<string, Member> places) : IImagePull
    {
        public ImageManifest Manifest => manifest;

        public ImageConfiguration Configuration => configuration;

        public Task FetchLayerAsync(BlobReference layer, string target, CancellationToken cancellation) => Task.Run(
            () =>
            {
                using FileStream file = File.Create(target);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                Copy(path, places[layer.Digest], span =>
                {
                    hash.AppendData(span);
                    file.Write(span);
                }, cancellation);
                if (Digest.OfHash(hash.GetHashAndReset()) != layer.Digest)
                    throw new ImageException($"{path} changed while it was read: try again");
            },
            cancellation);

        public void Dispose()
        {
            // Nothing is kept open.
        }
    }
}
