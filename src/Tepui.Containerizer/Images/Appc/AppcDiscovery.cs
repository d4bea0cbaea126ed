using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Sources;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>Simple discovery: an ACI is at the prefix with its name, version, os and arch after it.</summary>
/// <param name="prefix">--appc_simple_discovery_uri_prefix.</param>
internal sealed class AppcDiscovery(string prefix, TimeSpan stallTimeout, TimeProvider time)
{
    private const string FileScheme = "file://";
    private const long FreeBytesKept = 64L << 20;

    /// <summary>Where it would be.</summary>
    /// <exception cref="ImageException">Its labels do not say.</exception>
    public string AddressOf(AppcReference image) => prefix + image.DiscoveryPath();

    /// <summary>Brings an ACI, packed or not, unchecked.</summary>
    /// <param name="path">Of a file to download to, on the store's disk.</param>
    /// <returns>The file: that of the path, or on this machine the image's own.</returns>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<string> BringAsync(string address, string path, CancellationToken cancellation)
    {
        if (address.StartsWith('/') || address.StartsWith(FileScheme, StringComparison.Ordinal))
        {
            string file = address.StartsWith('/') ? address : address[FileScheme.Length..];
            return File.Exists(file)
                ? file
                : throw new ImageException($"there is no {file}: put the ACI there, or see to the image's name and labels");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
            throw new ImageException($"'{address}' is no address: see to the image's name, or to --appc_simple_discovery_uri_prefix");
        using var stall = new StallTimer(stallTimeout, time, cancellation);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
            using var http = new HttpDownloader(new FetcherOptions { StallTimeout = stallTimeout }, time);
            var space = new SpaceGuard(
                Path.GetDirectoryName(path)!, FreeBytesKept, "the store of images", "make room under --appc_store_dir");
            await http.GetAsync(uri, new Download(file, stall, space));
            return path;
        }
        catch (FetchException e)
        {
            throw new ImageException($"{address} cannot be fetched: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (stall.HasStalled && !cancellation.IsCancellationRequested)
        {
            throw new ImageException(
                $"{address} cannot be fetched: nothing came for {stallTimeout.TotalSeconds:0.###} s; see to the server, or raise "
                + "--fetcher_stall_timeout", e);
        }
    }
}
