using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Processes;

/// <summary>Connects to the supervisor of a runtime directory, and starts one when none answers.</summary>
internal sealed class SupervisorClient(ProcessContainerizerOptions options, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Of the supervisor's files.</summary>
    public string Directory { get; } = Path.Combine(Path.GetFullPath(options.RuntimeDirectory), "supervisor");

    /// <summary>Where one attaches to containers' streams.</summary>
    public string StreamSocket => SupervisorSocket.PathFor(Directory) + ".io";

    /// <summary>A greeted connection and what the supervisor knows of.</summary>
    /// <exception cref="ContainerLaunchException">There is no supervisor to be had; the message says why.</exception>
    public async Task<(SupervisorConnection Connection, IReadOnlyList<RecoveredContainer> Containers)> ConnectAsync(
        Action<IReadOnlyList<ContainerExit>> onExits, CancellationToken cancellation)
    {
        string path = SupervisorSocket.PathFor(Directory);
        long began = time.GetTimestamp();
        while (true)
        {
            Socket socket = await ReachAsync(path, cancellation);
            var connection = new SupervisorConnection(socket, onExits);
            string problem;
            TimeSpan patience = options.StartTimeout / 10;
            try
            {
                SupervisorReply welcome = await connection.RequestAsync(MessageKind.Hello, options, WriteHello)
                    .WaitAsync(options.StartTimeout, time, cancellation);
                if (welcome.Kind == MessageKind.Welcome)
                {
                    (connection.SupervisorPid, connection.Level) = (welcome.Number, welcome.Level);
                    SupervisorReply listing = await connection.RequestAsync(MessageKind.List, 0, static (_, _) => { })
                        .WaitAsync(options.StartTimeout, time, cancellation);
                    IReadOnlyList<RecoveredContainer> containers = listing.Containers ?? [];
                    if (!IsReplaceable(connection, containers) || time.GetElapsedTime(began) > patience)
                        return (connection, containers);
                    connection.Dispose();
                    await Task.Delay(RetryPause, time, cancellation);
                    continue;
                }

                problem = welcome.Text ?? $"it answers {welcome.Kind}";
                if (welcome is { Kind: MessageKind.Refused, Number: 1 })
                    patience = options.StartTimeout;
            }
            catch (SupervisorLostException)
            {
                problem = "it ended or could not start";
            }
            catch (TimeoutException)
            {
                problem = "it does not answer";
            }
            catch
            {
                connection.Dispose();
                throw;
            }

            connection.Dispose();

            // It may be the last one, which is ending, or hold our predecessor's connection, which it has not yet seen close.
            if (time.GetElapsedTime(began) > patience)
                throw new ContainerLaunchException($"no supervisor for {options.RuntimeDirectory}: {problem}; {Advice()}");
            await Task.Delay(RetryPause, time, cancellation);
        }
    }

    /// <summary>An earlier program's that has nothing to do ends as soon as it is left, and ours takes its place.</summary>
    private static bool IsReplaceable(SupervisorConnection connection, IReadOnlyList<RecoveredContainer> containers) =>
        connection.Level < WireFormat.Level && containers.All(container => container.Exit is not null);

    private static void WriteHello(FrameWriter frame, ProcessContainerizerOptions settings)
    {
        frame.UInt32(WireFormat.Magic);
        frame.UInt16(WireFormat.Version);
        frame.Int32(Environment.ProcessId);
        frame.Int64((long)settings.RecoveryTimeout.TotalMilliseconds);
        frame.Boolean(settings.DieWithAgent);
    }

    private async Task<Socket> ReachAsync(string path, CancellationToken cancellation)
    {
        bool started = false;
        while (true)
        {
            // Where nobody has ever listened it is not tried: an exception at the start costs tens of milliseconds.
            if (!started && !File.Exists(path))
            {
                Start(path);
                started = true;
            }

            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                if (started)
                    throw new ContainerLaunchException($"cannot reach the supervisor at {path}: {e.Message}; {Advice()}", e);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            Start(path);
            started = true;
        }
    }

    private void Start(string path)
    {
        try
        {
            SupervisorStarter.Start(options, Directory, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            throw new ContainerLaunchException($"cannot start the supervisor in {Directory}: {e.Message}; {Advice()}", e);
        }
    }

    /// <summary>Where the disk is full, there is nothing in its log either.</summary>
    private string Advice() => RuntimeDisk.Advice(Directory, $"see {Directory}/log");
}
