using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Serving;

/// <summary>
/// What is to be asked of other programs when everything is killed: HTTP requests to Unix sockets, one for every container that is no
/// process of ours. They are kept in memory; an agent that gets another supervisor sets them again.
/// </summary>
internal sealed unsafe class Wills
{
    private const int UnixFamily = 1;
    private const int StreamType = 1;
    private const int PathSize = 108;
    private const int AnswerMilliseconds = 30_000;

    private readonly Dictionary<string, (string Socket, string Request)> _byName = new(StringComparer.Ordinal);

    public int Count => _byName.Count;

    public void Set(string name, string socket, string request) => _byName[name] = (socket, request);

    public void Revoke(string name) => _ = _byName.Remove(name);

    /// <summary>Sends each request and waits for its answer, for a while; what fails is logged and given up.</summary>
    public void CarryOut()
    {
        foreach ((string name, (string socket, string request)) in _byName)
        {
            string? problem = Send(socket, request);
            Log.Line(problem is null ? $"the will of {name} is carried out" : $"the will of {name} is not carried out: {socket}: {problem}");
        }

        _byName.Clear();
    }

    private static string? Send(string path, string request)
    {
        byte[] pathBytes = Encoding.UTF8.GetBytes(path);
        if (pathBytes.Length >= PathSize)
            return "its path is too long";
        int fd = Libc.Socket(UnixFamily, StreamType | Libc.CloseOnExec, 0);
        if (fd < 0)
            return Marshal.GetLastPInvokeErrorMessage();
        try
        {
            // struct sockaddr_un: the family, and the path with its NUL.
            byte* address = stackalloc byte[sizeof(ushort) + PathSize];
            new Span<byte>(address, sizeof(ushort) + PathSize).Clear();
            *(ushort*)address = UnixFamily;
            pathBytes.CopyTo(new Span<byte>(address + sizeof(ushort), PathSize));
            return Libc.Connect(fd, address, sizeof(ushort) + PathSize) != 0
                ? Marshal.GetLastPInvokeErrorMessage()
                : Exchange(fd, Encoding.UTF8.GetBytes(request));
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    private static string? Exchange(int fd, ReadOnlySpan<byte> request)
    {
        // A request is far smaller than what the socket takes at once.
        fixed (byte* bytes = request)
        {
            if (Libc.Send(fd, bytes, (nuint)request.Length, Libc.NoSend) != request.Length)
                return Marshal.GetLastPInvokeErrorMessage();
        }

        // The beginning of an answer says that the work is done.
        var polled = new Libc.PollFd { Fd = fd, Events = Libc.PollIn };
        if (Libc.Poll(&polled, 1, AnswerMilliseconds) <= 0)
            return "no answer";
        byte* answer = stackalloc byte[16];
        return Libc.Receive(fd, answer, 16, 0) > 0 ? null : "no answer";
    }
}
