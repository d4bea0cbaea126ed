using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Containerizer.Docker.Output;

namespace Tepui.Containerizer.Tests.Docker.Output;

public class LogFramesTests
{
    [Fact]
    public void Feed_CutAnywhere_GivesEachStreamItsBytesInOrder()
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            var expected = new Dictionary<int, List<byte>> { [LogFrames.Stdout] = [], [LogFrames.Stderr] = [] };
            var wire = new List<byte>();
            for (int i = random.Next(20); i >= 0; i--)
            {
                int stream = random.Next(1, 3);
                byte[] payload = new byte[random.Next(4) == 0 ? 0 : random.Next(70_000)];
                random.NextBytes(payload);
                expected[stream].AddRange(payload);
                wire.AddRange([(byte)stream, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length]);
                wire.AddRange(payload);
            }

            var found = new Dictionary<int, List<byte>> { [LogFrames.Stdout] = [], [LogFrames.Stderr] = [] };
            var frames = new LogFrames();
            byte[] bytes = [.. wire];
            for (int at = 0; at < bytes.Length;)
            {
                int count = Math.Min(bytes.Length - at, random.Next(1, random.Next(2) == 0 ? 12 : 20_000));
                frames.Feed(bytes.AsSpan(at, count), (stream, part) => found[stream].AddRange(part));
                at += count;
            }

            found[LogFrames.Stdout].SequenceEqual(expected[LogFrames.Stdout]).ShouldBeTrue();
            found[LogFrames.Stderr].SequenceEqual(expected[LogFrames.Stderr]).ShouldBeTrue();
        }
    }
}
