using System;
using System.IO;
using Tepui.Supervisor.Native;
using Tepui.Supervisor.Wire;

namespace Tepui.Supervisor.Streams;

/// <summary>Who is attached.</summary>
internal sealed unsafe partial class StreamLoop
{
    private const int MaximumAttached = 4096;

    /// <summary>Input beyond its limit stays in the socket, and so with whoever sends it.</summary>
    private static short EventsOf(Attachment attachment)
    {
        bool reads = !attachment.IsLeaving
            && (!attachment.IsWriter || attachment.Container is not { } container || container.InputLength < ContainerStreams.InputLimit);
        return (short)((reads ? Libc.PollIn : 0) | (attachment.Connection.Output.Length > 0 ? Libc.PollOut : 0));
    }

    /// <summary>Who is let go already must not think that he has seen all.</summary>
    private static void TellEnd(Attachment attachment)
    {
        if (attachment.IsLeaving)
            return;
        attachment.Connection.Output.Begin(MessageKind.End, 0);
        attachment.Connection.Output.End();
        attachment.IsLeaving = true;
    }

    private static void Refuse(Attachment attachment, byte reason, string text)
    {
        FrameWriter output = attachment.Connection.Output;
        output.Begin(MessageKind.Refused, 0);
        output.Byte(reason);
        output.Text(text);
        output.End();
        attachment.IsLeaving = true;
    }

    private static void HandOut(ContainerStreams container, byte kind, ReadOnlySpan<byte> bytes)
    {
        foreach (Attachment reader in container.Readers)
        {
            FrameWriter output = reader.Connection.Output;
            if (!reader.Owns && output.Length >= Attachment.UnsentLimit)
            {
                reader.IsLeaving = true;
                continue;
            }

            if (reader.IsLeaving)
                continue;
            output.Begin(MessageKind.Output, 0);
            output.Byte(kind);
            output.Bytes(bytes);
            output.End();
        }
    }

    private void Accept()
    {
        int fd = Libc.Accept(_listener, null, null, Libc.CloseOnExec | Libc.NonBlocking);
        if (fd < 0)
            return;
        if (_attached.Count >= MaximumAttached)
            _ = Libc.Close(fd);
        else
            _attached.Add(new Attachment(fd));
    }

    private void Serve(Attachment attachment, short returned)
    {
        const int Gone = 0x8 | 0x10; // POLLERR, POLLHUP
        bool open = (returned & (Libc.PollIn | Gone)) == 0 || (attachment.IsLeaving ? (returned & Gone) == 0 : attachment.Connection.Receive());
        try
        {
            while (attachment.Connection.TryNext(out FrameReader frame))
                Take(attachment, ref frame);
        }
        catch (InvalidDataException e)
        {
            Log.Line($"someone attached is let go: he sent {e.Message}");
            open = false;
        }

        if (!open)
            Detach(attachment);
    }

    private void Take(Attachment attachment, ref FrameReader frame)
    {
        if (frame.Kind == MessageKind.Attach && attachment.Container is null)
        {
            Attach(attachment, frame.Text(), isWriter: frame.Byte() == 1, owns: frame.Boolean());
            return;
        }

        if (!attachment.IsWriter || attachment.Container is not { } container)
            throw new InvalidDataException($"{frame.Kind} without an Attach for it");
        switch (frame.Kind)
        {
            case MessageKind.Input:
                container.TakeInput(frame.Rest());
                break;
            case MessageKind.Resize when container is { IsTerminal: true, Outputs: [var terminal, ..] }:
                Terminal.Resize(terminal.Fd, frame.UInt16(), frame.UInt16());
                break;
            case MessageKind.Resize:
                break;
            case MessageKind.CloseInput:
                container.EndInput();
                break;
            default:
                throw new InvalidDataException($"a message of unknown kind {(byte)frame.Kind}");
        }
    }

    private void Attach(Attachment attachment, string id, bool isWriter, bool owns)
    {
        ContainerStreams? container = null;
        TakeNews();
        foreach (ContainerStreams candidate in _containers)
        {
            if (candidate.Id == id && candidate.HasSwitchboard)
                container = candidate;
        }

        if (container is null)
        {
            Refuse(attachment, 1, "it has no streams that one could attach to, or has ended");
            return;
        }

        if (isWriter && container.Writer is not null)
        {
            Refuse(attachment, 2, "its input is being written by somebody else");
            return;
        }

        attachment.Container = container;
        attachment.IsWriter = isWriter;
        attachment.Owns = owns;
        if (isWriter)
            container.Writer = attachment;
        else
            container.Readers.Add(attachment);
        if (!isWriter)
            container.Waits = false;
        attachment.Connection.Output.Begin(MessageKind.Attached, 0);
        attachment.Connection.Output.End();
    }

    private void Detach(Attachment attachment)
    {
        if (!_attached.Remove(attachment))
            return;
        attachment.Connection.Dispose();
        if (attachment.Container is not { } container)
            return;
        _ = container.Readers.Remove(attachment);
        if (container.Writer == attachment)
            container.Writer = null;
        if (!attachment.Owns || container.Finished)
            return;
        lock (_gate)
            _abandoned.Enqueue(container.Id);
        Signal(Told);
    }

    private void SendAll()
    {
        for (int i = _attached.Count - 1; i >= 0; i--)
        {
            Attachment attachment = _attached[i];
            if (!attachment.Connection.Send() || (attachment.IsLeaving && attachment.Connection.Output.Length == 0))
                Detach(attachment);
        }
    }
}
