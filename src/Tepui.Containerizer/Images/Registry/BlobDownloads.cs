using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching.Sources;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>Blobs of a repository. A download that breaks off is gone on with where it stopped, and nothing is believed unchecked.</summary>
internal sealed class BlobDownloads(RegistrySession session, RegistryOptions options, TimeProvider time)
{
    private const int BufferSize = 128 * 1024;

    public static void Check(HttpResponseMessage response, RegistrySession session)
    {
        switch ((int)response.StatusCode)
        {
            case 200 or 206:
                return;
            case 401 or 403:
                throw session.Refused(response.StatusCode);
            case 404:
                throw new ImageException($"{session.Root.Authority} has its manifest but not all it names: push it anew");
            case 429:
                throw new ImageException($"{session.Root.Authority} answered 429, too many pulls: wait, or give credentials by --docker_config");
            default:
                throw new ImageException($"{session.Root.Authority} answered {(int)response.StatusCode}: see to the registry");
        }
    }

    /// <summary>Into memory.</summary>
    public async Task<byte[]> ReadAsync(BlobReference blob, int most, StallTimer stall)
    {
        using HttpResponseMessage response = await session.GetAsync($"blobs/{blob.Digest}", [], 0, stall.Token);
        Check(response, session);
        byte[] content = await BoundedBody.ReadAsync(response, most, stall.Token);
        return Digest.Of(content) == blob.Digest ? content : throw Damaged(blob);
    }

    /// <summary>Into a file, which may hold the beginning already.</summary>
    public async Task DownloadAsync(BlobReference blob, string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (file.Length > blob.Size)
            file.SetLength(0);
        byte[] buffer = new byte[BufferSize];
        for (int count; (count = await file.ReadAsync(buffer, cancellation)) > 0;)
            hash.AppendData(buffer, 0, count);
        for (int attempt = 0; file.Position < blob.Size; attempt++)
        {
            long before = file.Position;
            using var stall = new StallTimer(options.StallTimeout, time, cancellation);
            await GuardAsync(
                stall,
                async () =>
                {
                    await ReceiveAsync(blob, file, hash, buffer, stall);
                    return true;
                },
                cancellation);
            if (file.Position < blob.Size && (attempt >= options.Resumptions || file.Position == before))
            {
                throw new ImageException(
                    $"{session.Root.Authority} gave {file.Position} of {blob.Size} bytes of the layer {blob.Digest}: see to the registry, or push the image anew");
            }
        }

        if (Digest.OfHash(hash.GetHashAndReset()) == blob.Digest)
            return;
        file.SetLength(0);
        throw Damaged(blob);
    }

    /// <summary>Makes one line of whatever can go wrong with a connection.</summary>
    public async Task<T> GuardAsync<T>(StallTimer stall, Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException e) when (stall.HasStalled && !cancellation.IsCancellationRequested)
        {
            throw new ImageException(
                $"{session.Root.Authority} gave nothing for {options.StallTimeout.TotalSeconds:0.###} s: see to the registry, or raise --fetcher_stall_timeout", e);
        }
        catch (HttpRequestException e)
        {
            string reason = (e.InnerException ?? e).Message.ReplaceLineEndings(" ");
            throw new ImageException(e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => $"there is no host '{session.Root.Host}': see to the image's name, to --docker_registry or to this agent's DNS",
                HttpRequestError.SecureConnectionError => $"no secure connection to {session.Root.Authority} ({reason}): see to the registry's certificate",
                _ => $"cannot reach {session.Root.Authority} ({reason}): see whether the registry runs and can be reached from this agent",
            }, e);
        }
    }

    /// <summary>Takes what comes; a connection that breaks off is no fault as long as more may come.</summary>
    private async Task ReceiveAsync(BlobReference blob, FileStream file, IncrementalHash hash, byte[] buffer, StallTimer stall)
    {
        using HttpResponseMessage response = await session.GetAsync($"blobs/{blob.Digest}", [], file.Position, stall.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // There is no more of it.
            return;
        }

        Check(response, session);
        if (response.StatusCode == HttpStatusCode.OK && file.Position > 0)
        {
            // It knows no ranges.
            file.SetLength(0);
            file.Position = 0;
            _ = hash.GetHashAndReset();
        }

        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(stall.Token);
            for (int count; (count = await body.ReadAsync(buffer, stall.Token)) > 0;)
            {
                stall.Received(count);
                if (file.Position + count > blob.Size)
                    throw new ImageException($"{session.Root.Authority} gives more than {blob.Size} bytes of the layer {blob.Digest}: see to the registry");
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), stall.Token);
            }
        }
        catch (Exception e) when (e is HttpIOException || e.InnerException is SocketException)
        {
            // Gone on with by the caller.
        }
    }

    private ImageException Damaged(BlobReference blob) =>
        new($"what {session.Root.Authority} gives for {blob.Digest} is not that: see to the registry, or push the image anew");
}
