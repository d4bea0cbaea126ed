using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Hosting;
using Tepui.Containerizer.Sockets;
using Tepui.Http.Hosting;
using Tepui.Http.Routing;

namespace Tepui.Agent.Executors;

/// <summary>The executor API on a Unix socket, for executors without a network that leads to the agent.</summary>
internal static partial class ExecutorSocketServer
{
    private const UnixFileMode ForAll = (UnixFileMode)0x1B6; // 0666, as Mesos has it: who may call what is told by the ids in the calls.

    private const UnixFileMode Folder = (UnixFileMode)0x1ED; // 0755

    /// <param name="routes">The executor API and nothing else.</param>
    /// <exception cref="ListenException">The socket cannot be made.</exception>
    public static async Task<HttpServer> StartAsync(
        ExecutorSocket socket, RouteTable routes, int maximumBody, ILogger logger, CancellationToken cancellation)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(socket.Path)!);
            RemoveOld(socket.Path);
            HttpServer server = await HttpServer.StartAsync(
                new HttpOptions { SocketPath = socket.Path, MaxRequestBodyBytes = maximumBody }, routes, logger, cancellation);
            File.SetUnixFileMode(socket.Path, ForAll);
            _ = Directory.CreateDirectory(socket.Folder);
            File.SetUnixFileMode(socket.Folder, Folder);
            File.Delete(socket.PathInFolder);
            if (Link(socket.Path, socket.PathInFolder) != 0)
                throw new ListenException($"{socket.PathInFolder} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}; see --domain_socket_location");
            Log.ListensForExecutors(logger, socket.Path);
            return server;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ListenException($"cannot make the socket {socket.Path}: {e.Message}; see --domain_socket_location", e);
        }
    }

    /// <summary>A socket is one that the agent's last process left; anything else is nobody's to remove.</summary>
    private static void RemoveOld(string path)
    {
        if (Directory.Exists(path) || IsFile(path))
            throw new ListenException($"{path} is there and no socket: remove it, or give another --domain_socket_location");
        File.Delete(path);
    }

    /// <summary>A socket is one of the few things that cannot be opened.</summary>
    private static bool IsFile(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string old, string path);
}
