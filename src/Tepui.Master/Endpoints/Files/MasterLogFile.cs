using System;
using System.IO;
using System.Threading.Tasks;
using Tepui.Http.Responses;

namespace Tepui.Master.Endpoints.Files;

/// <summary>The only file a master shows: the log that something else writes for it (<c>--external_log_file</c>).</summary>
internal sealed class MasterLogFile(string? path)
{
    /// <summary>What it is called in requests.</summary>
    public const string Name = "/master/log";

    /// <summary>The most that one read gives; Mesos has 16 pages.</summary>
    private const int LongestRead = 16 * 4096;

    /// <summary>Where it lies, or null without one.</summary>
    public string? Path => path;

    /// <exception cref="RequestRefusedException">404, as Mesos answers of what it does not show.</exception>
    public void Check(string requested)
    {
        if (path is null || requested.TrimEnd('/') != Name)
        {
            throw RequestRefusedException.NotFound("");
        }
    }

    /// <summary>Up to so many bytes from an offset, and the file's size.</summary>
    /// <param name="offset">Null reads nothing.</param>
    /// <param name="length">Null is as much as one read gives.</param>
    /// <exception cref="RequestRefusedException">404: there is no such file, or it cannot be read.</exception>
    public async Task<(byte[] Data, long Size)> ReadAsync(string requested, long? offset, long? length)
    {
        Check(requested);
        try
        {
            await using var file = new FileStream(path!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, useAsync: true);
            long size = file.Length;
            if (offset is not { } from || from >= size)
            {
                return ([], size);
            }

            byte[] data = new byte[Math.Min(Math.Min(length ?? LongestRead, LongestRead), size - from)];
            file.Position = from;
            int read = await file.ReadAtLeastAsync(data, data.Length, throwOnEndOfStream: false).ConfigureAwait(false);
            return (data[..read], size);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RequestRefusedException.NotFound($"Failed to read file at '{requested}': {exception.Message}\n");
        }
    }
}
