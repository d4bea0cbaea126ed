using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Tepui.LoadBench.Streams;

/// <summary>The machine's own limit: the same block written to many sockets in turn, and read at their other ends.</summary>
internal static class BareSockets
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>Writes a second.</summary>
    public static async Task<double> MeasureAsync(int sockets, int blockBytes)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        var writers = new List<Socket>();
        var readers = new List<Socket>();
        var reading = new List<Task>();
        for (var number = 0; number < sockets; number++)
        {
            var reader = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await reader.ConnectAsync(listener.LocalEndPoint!);
            var writer = await listener.AcceptAsync();
            writer.NoDelay = true;
            writers.Add(writer);
            readers.Add(reader);
            reading.Add(ReadAsync(reader));
        }

        var block = new byte[blockBytes];
        long writes = 0;
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Duration)
        {
            foreach (var writer in writers)
                await writer.SendAsync(block);
            writes += writers.Count;
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        foreach (var socket in writers)
            socket.Dispose();
        await Task.WhenAll(reading);
        foreach (var socket in readers)
            socket.Dispose();
        return writes / seconds;
    }

    private static async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                // Nothing is done with it.
            }
        }
        catch (SocketException)
        {
            // The writer has closed with something unread.
        }
    }
}
