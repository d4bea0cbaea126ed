using System;
using System.IO;
using System.Linq;
using Tepui.Supervisor.Wire;

namespace Tepui.Supervisor.Tests.Wire;

public class FrameTests
{
    [Fact]
    public void TryRead_OfWhatWasWritten_GivesEveryField()
    {
        var writer = new FrameWriter();
        writer.Begin(MessageKind.Launch, 7);
        writer.Text("ü b");
        writer.Text("NAME", "", '=');
        writer.Int32(-5);
        writer.Int64(long.MinValue);
        writer.Boolean(true);
        writer.End();
        writer.Begin(MessageKind.Done, 8);
        writer.End();

        ReadOnlySpan<byte> bytes = writer.Written.Span;
        FrameReader.TryRead(bytes, out FrameReader first, out int size).ShouldBeTrue();
        (first.Kind, first.Request).ShouldBe((MessageKind.Launch, 7u));
        first.Text().ShouldBe("ü b");
        first.Text().ShouldBe("NAME=");
        first.Int32().ShouldBe(-5);
        first.Int64().ShouldBe(long.MinValue);
        first.Boolean().ShouldBeTrue();
        FrameReader.TryRead(bytes[size..], out FrameReader second, out _).ShouldBeTrue();
        (second.Kind, second.Request).ShouldBe((MessageKind.Done, 8u));
    }

    [Fact]
    public void TryRead_OfEveryPrefix_AsksForMore()
    {
        byte[] bytes = Frame();
        for (int length = 0; length < bytes.Length; length++)
        {
            FrameReader.TryRead(bytes.AsSpan(0, length), out _, out int wanted).ShouldBeFalse();
            wanted.ShouldBe(length < WireFormat.HeaderSize ? WireFormat.HeaderSize : bytes.Length);
        }
    }

    [Fact]
    public void Read_OfDamagedFrames_ThrowsInvalidDataOrReads()
    {
        byte[] whole = Frame();
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. whole];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                if (FrameReader.TryRead(bytes, out FrameReader frame, out _))
                {
                    _ = frame.Text();
                    _ = Enumerable.Repeat(0, frame.Count()).Count();
                    _ = frame.Text();
                }
            }
            catch (InvalidDataException)
            {
                // The connection is closed over it.
            }
        }
    }

    [Fact]
    public void Abandon_DropsTheFrameThatWasBegun()
    {
        var writer = new FrameWriter();
        writer.Begin(MessageKind.Done, 1);
        writer.End();
        int length = writer.Length;
        writer.Begin(MessageKind.Launch, 2);
        Should.Throw<ArgumentException>(() => writer.Text("a\0b"));
        writer.Abandon();

        writer.Length.ShouldBe(length);
    }

    private static byte[] Frame()
    {
        var writer = new FrameWriter();
        writer.Begin(MessageKind.Launch, 1);
        writer.Text("container");
        writer.Int32(1);
        writer.Text("argument");
        writer.End();
        return writer.Written.ToArray();
    }
}
