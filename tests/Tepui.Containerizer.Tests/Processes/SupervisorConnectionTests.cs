using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Processes;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Tests.Processes;

public sealed class SupervisorConnectionTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tepui-connection-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task RefusedBeforeItAsked_TheRefusalIsReported()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string folder = Directory.CreateDirectory(Path.Combine(_root, "supervisor")).FullName;
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "socket")));
        listener.Listen(64);
        Task refusing = RefuseAllAsync(listener, "it is somebody else's", bound.Token);
        await using var containerizer = new ProcessContainerizer(
            new ProcessContainerizerOptions(_root) { StartTimeout = TimeSpan.FromMilliseconds(500) });

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() => containerizer.RecoverAsync(bound.Token));

        e.Message.ShouldContain("it is somebody else's");
        await bound.CancelAsync();
        await refusing;
    }

    private static async Task RefuseAllAsync(Socket listener, string text, CancellationToken cancellation)
    {
        byte[] words = Encoding.UTF8.GetBytes(text + "\0");
        byte[] frame =
        [
            .. BitConverter.GetBytes(WireFormat.HeaderSize - WireFormat.LengthSize + 1 + 4 + words.Length),
            (byte)MessageKind.Refused, .. BitConverter.GetBytes(0u), 0, .. BitConverter.GetBytes(words.Length), .. words,
        ];
        try
        {
            while (true)
            {
                using Socket accepted = await listener.AcceptAsync(cancellation);
                _ = await accepted.SendAsync(frame, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
