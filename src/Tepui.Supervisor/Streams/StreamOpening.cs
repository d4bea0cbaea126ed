using System.IO;
using System.Runtime.InteropServices;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>Opens what a container's settings ask for.</summary>
internal static unsafe class StreamOpening
{
    /// <param name="sandbox">Where stdout and stderr lie.</param>
    /// <param name="fifos">Where pipes have names, so that another supervisor can go on with them.</param>
    /// <exception cref="IOException">Something cannot be opened.</exception>
    public static ContainerStreams Open(
        string id, in StreamSettings settings, string sandbox, FifoFolder fifos, ulong mark, out ChildStreams child)
    {
        var streams = new ContainerStreams(id, settings.Input == InputKind.Terminal, settings.IsSession)
        {
            HasSwitchboard = settings.Input != InputKind.None,
        };
        try
        {
            child = settings.Input switch
            {
                InputKind.Terminal => OpenTerminal(streams, settings, sandbox),
                InputKind.Pipe => OpenPipes(streams, settings, sandbox),
                _ => fifos.Open(streams, settings, sandbox, mark),
            };
            foreach (OutputStream output in streams.Outputs)
                output.OpenFile();
            return streams;
        }
        catch
        {
            streams.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">It is none.</exception>
    public static int OpenFolder(ContainerStreams streams, string path)
    {
        int fd = Libc.Open(path, Libc.OnlyDirectory | Libc.CloseOnExec | Libc.NoFollow, 0);
        return fd >= 0 ? streams.Hold(fd) : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static ChildStreams OpenTerminal(ContainerStreams streams, in StreamSettings settings, string sandbox)
    {
        int folder = OpenFolder(streams, sandbox);
        int ours = Terminal.Open(out string path);
        streams.Outputs.Add(new OutputStream(ours, 1, new OutputFile(folder, "stdout", settings.Output)));
        streams.Input = ours;
        if (FileStatus.TryRead(folder, out FileStatus owner) && owner.User != 0)
            _ = Libc.ChangeOwner(path, owner.User, uint.MaxValue);
        int theirs = Libc.Open(path, Libc.ReadWrite | Libc.NoTerminal | Libc.CloseOnExec, 0);
        if (theirs >= 0)
            _ = streams.Hold(theirs);
        if (settings.Rows > 0 || settings.Columns > 0)
            Terminal.Resize(ours, settings.Rows, settings.Columns);
        return new ChildStreams(-1, -1, -1, path);
    }

    private static ChildStreams OpenPipes(ContainerStreams streams, in StreamSettings settings, string sandbox)
    {
        int folder = OpenFolder(streams, sandbox);
        (int inputEnd, int input) = Pipe();
        streams.Input = input;
        _ = streams.Hold(inputEnd);
        (int output, int outputEnd) = Pipe();
        _ = streams.Hold(outputEnd);
        streams.Outputs.Add(new OutputStream(output, 1, new OutputFile(folder, "stdout", settings.Output)));
        (int error, int errorEnd) = Pipe();
        _ = streams.Hold(errorEnd);
        streams.Outputs.Add(new OutputStream(error, 2, new OutputFile(folder, "stderr", settings.Error)));
        DoNotBlock(input);
        DoNotBlock(output);
        DoNotBlock(error);
        return new ChildStreams(inputEnd, outputEnd, errorEnd, null);
    }

    private static (int Read, int Write) Pipe()
    {
        int* ends = stackalloc int[2];
        return Libc.Pipe(ends, Libc.CloseOnExec) == 0
            ? (ends[0], ends[1])
            : throw new IOException($"no pipe: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static void DoNotBlock(int fd)
    {
        const int SetStatusFlags = 4;
        _ = Libc.Fcntl(fd, SetStatusFlags, Libc.NonBlocking);
    }
}
