using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Tepui.Supervisor.Native;
using Tepui.Supervisor.Processes;

namespace Tepui.Supervisor.Streams;

/// <summary>
/// Pipes with names, and beside them what becomes of their bytes, for containers whose output is rotated: whoever supervises next opens
/// them again. A container holds its pipe for reading too, so that it is never told that its reader has died.
/// </summary>
internal sealed class FifoFolder(string path)
{
    private const int LongestId = 240;
    private const string OutputEnding = ".stdout";
    private const string ErrorEnding = ".stderr";

    /// <summary>Opens pipes for what has a limit; the rest is a plain file, as without any.</summary>
    public ChildStreams Open(ContainerStreams streams, in StreamSettings settings, string sandbox, ulong mark)
    {
        _ = Directory.CreateDirectory(path);
        string name = NameOf(streams.Id, mark);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Output.Bytes} {settings.Output.Kept} {settings.Error.Bytes} {settings.Error.Kept}\n{sandbox}");
        File.WriteAllText(name, text);
        streams.Removed = () => Remove(name);
        int folder = StreamOpening.OpenFolder(streams, sandbox);
        return new ChildStreams(
            -1,
            OpenOne(streams, folder, name + OutputEnding, 1, settings.Output),
            OpenOne(streams, folder, name + ErrorEnding, 2, settings.Error),
            null);
    }

    /// <summary>Opens again what an earlier supervisor opened; null when there was nothing, or it is gone.</summary>
    public ContainerStreams? Reopen(string id, ulong mark)
    {
        string name = NameOf(id, mark);
        if (!File.Exists(name))
            return null;
        var streams = new ContainerStreams(id, isTerminal: false, isSession: false);
        try
        {
            string[] text = File.ReadAllText(name).Split('\n', 2);
            string[] numbers = text[0].Split(' ');
            int folder = StreamOpening.OpenFolder(streams, text[1]);
            _ = OpenOne(streams, folder, name + OutputEnding, 1, Limit(numbers, 0));
            _ = OpenOne(streams, folder, name + ErrorEnding, 2, Limit(numbers, 2));
            streams.Removed = () => Remove(name);
            return streams;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            Log.Line($"the output of container {id} cannot be taken up again: {e.Message}");
            streams.Dispose();
            return null;
        }
    }

    /// <summary>Removes what belongs to none of these containers.</summary>
    public void RemoveOthers(IEnumerable<Container> running)
    {
        if (!Directory.Exists(path))
            return;
        var others = new HashSet<string>(Directory.GetFiles(path), StringComparer.Ordinal);
        foreach (Container container in running)
        {
            string name = NameOf(container.Id, container.Mark);
            others.ExceptWith([name, name + OutputEnding, name + ErrorEnding]);
        }

        foreach (string file in others)
            File.Delete(file);
    }

    private static FileLimit Limit(string[] numbers, int at) => new(
        long.Parse(numbers[at], CultureInfo.InvariantCulture), int.Parse(numbers[at + 1], CultureInfo.InvariantCulture));

    private static int OpenOne(ContainerStreams streams, int folder, string path, byte kind, FileLimit limit)
    {
        if (limit.Bytes == 0)
            return -1;
        if (Libc.MakeFifo(path, 0x180) != 0 && Marshal.GetLastPInvokeError() != Libc.Exists)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");

        // As a task that opens /dev/stdout again must be able to.
        if (FileStatus.TryRead(folder, out FileStatus owner) && owner.User != 0)
            _ = Libc.ChangeOwner(path, owner.User, uint.MaxValue);
        int held = Libc.Open(path, Libc.ReadWrite | Libc.CloseOnExec, 0);
        if (held < 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        _ = streams.Hold(held);
        int fd = Libc.Open(path, Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (fd < 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        streams.Outputs.Add(new OutputStream(fd, kind, new OutputFile(folder, kind == 1 ? "stdout" : "stderr", limit)));
        return held;
    }

    private static void Remove(string name)
    {
        File.Delete(name);
        File.Delete(name + OutputEnding);
        File.Delete(name + ErrorEnding);
    }

    /// <summary>After the container, so that its agent finds them; after its mark where that can be no file.</summary>
    private string NameOf(string id, ulong mark) =>
        Path.Combine(path, Encoding.UTF8.GetByteCount(id) <= LongestId && !id.Contains('/') && !id.StartsWith('.') ? id : mark.ToString("x16", CultureInfo.InvariantCulture));
}
