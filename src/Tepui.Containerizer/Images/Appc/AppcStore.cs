using System;
using System.Collections.Concurrent;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.Store;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>
/// ACIs on this agent's disk, each under its id as Mesos keeps them (src/slave/containerizer/mesos/provisioner/appc/paths.hpp), so that
/// one of Mesos's is taken over. Each appears by a rename, whole. Beside them stands what each name with its labels meant when it was
/// fetched.
/// </summary>
internal sealed partial class AppcStore(string root, AppcDiscovery discovery, LayerLimits limits, ILogger logger) : IDisposable
{
    private readonly StoreFolder _folder = new(root, LayerKind.Appc.StoreFlag, logger);
    private readonly SharedWork<AppcImage> _fetches = new();
    private readonly Lock _gate = new();

    /// <summary>Ids by the names and labels in manifests.</summary>
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly ILogger _logger = logger;

    public string Root => root;

    private string Images => Path.Combine(root, "images");

    private string Names => Path.Combine(root, "names");

    /// <exception cref="IOException">It cannot be used, or another agent does.</exception>
    public void Open()
    {
        if (!_folder.Open([Images, Names]))
            return;
        foreach (string folder in Directory.EnumerateDirectories(Images))
        {
            string id = Path.GetFileName(folder);
            if (AppcId.IsId(id) && Read(id) is { } image)
                _known[image.Manifest.Key] = id;
        }
    }

    public string RootfsOf(string id) => AppcFolder.Rootfs(FolderOf(id));

    /// <summary>Brings an image without its dependencies, unless it is here.</summary>
    /// <param name="cached">False fetches it anew.</param>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<AppcImage> GetAsync(AppcReference image, bool cached, CancellationToken cancellation)
    {
        if (cached && Find(image) is { } there)
            return there;
        return await _fetches.JoinAsync($"{image.Id} {image.Key}", token => FetchAsync(image, token), cancellation);
    }

    public void Dispose() => _folder.Dispose();

    private AppcImage? Find(AppcReference image)
    {
        if (image.Id is { } id)
            return Read(id);
        if (ReadName(image.Key) is { } fetched)
            return Read(fetched);
        return _known.TryGetValue(image.Key, out string? known) ? Read(known) : null;
    }

    private async Task<AppcImage> FetchAsync(AppcReference image, CancellationToken cancellation)
    {
        string address = discovery.AddressOf(image);
        string download = _folder.NewStaging();
        string unpacked = _folder.NewStaging();
        string made = _folder.NewStaging();
        Fetching(image.Name, address);
        try
        {
            string file = await discovery.BringAsync(address, download, cancellation);
            Directory.CreateDirectory(unpacked);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            await LayerUnpacker.UnpackAsync(file, unpacked, limits, LayerKind.Appc, cancellation, hash);
            string id = AppcId.OfHash(hash.GetHashAndReset());
            if (image.Id is { } wanted && id != wanted)
                throw new ImageException($"{address} is {id}, and {wanted} was asked for: see to the server, or to the image's id");
            AppcManifest manifest = AppcFolder.Read(unpacked);

            // The folder itself came out of the archive, with whatever owner and mode: only these two are taken.
            Directory.CreateDirectory(made);
            Directory.Move(AppcFolder.Rootfs(unpacked), AppcFolder.Rootfs(made));
            File.Move(AppcFolder.Manifest(unpacked), AppcFolder.Manifest(made));
            lock (_gate)
                Keep(image, id, manifest, made);
            Fetched(image.Name, id);
            return new AppcImage(id, manifest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(
                $"it cannot be stored ({e.Message.ReplaceLineEndings(" ")}): see to {address}, and to the disk under --appc_store_dir", e);
        }
        finally
        {
            foreach (string path in (string[])[download, unpacked, made])
                _folder.Remove(path);
        }
    }

    /// <summary>To be called with the gate held: two names may mean the same image.</summary>
    private void Keep(AppcReference image, string id, AppcManifest manifest, string made)
    {
        string place = FolderOf(id);
        if (Read(id) is null)
        {
            if (Directory.Exists(place))
            {
                string trash = _folder.NewStaging();
                Directory.Move(place, trash);
                _folder.Remove(trash);
            }

            Directory.Move(made, place);
        }

        _known[manifest.Key] = id;
        string name = _folder.NewStaging();
        File.WriteAllText(name, id);
        File.Move(name, NameFile(image.Key), overwrite: true);
    }

    /// <summary>What is damaged counts as not there, and is fetched anew.</summary>
    private AppcImage? Read(string id)
    {
        string folder = FolderOf(id);
        if (!Directory.Exists(folder))
            return null;
        try
        {
            return new AppcImage(id, AppcFolder.Read(folder));
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            Damaged(folder, e.Message);
            return null;
        }
    }

    private string? ReadName(string key)
    {
        string file = NameFile(key);
        return File.Exists(file) && File.ReadAllText(file) is var id && AppcId.IsId(id) ? id : null;
    }

    private string FolderOf(string id) => Path.Combine(Images, id);

    private string NameFile(string key) => Path.Combine(Names, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));

    [LoggerMessage(Level = LogLevel.Information, Message = "Fetching image {Image} from {Address}")]
    private partial void Fetching(string image, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {Image} is here, as {Id}")]
    private partial void Fetched(string image, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} is no image: {Reason}")]
    private partial void Damaged(string folder, string reason);
}

/// <summary>One ACI of the store.</summary>
internal sealed record AppcImage(string Id, AppcManifest Manifest);
