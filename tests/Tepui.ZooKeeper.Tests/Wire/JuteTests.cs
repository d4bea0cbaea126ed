using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Tepui.ZooKeeper.Sessions;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Tests.Wire;

public sealed class JuteTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261122, 7);

    private delegate void ReadRecord(ref JuteReader reader);

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int, long, bool)>(),
        ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes is not null),
        ArbMap.Default.ArbFor<NonNull<string>[]>().Filter(texts => texts is not null),
        (numbers, bytes, texts) =>
        {
            string[] written = [.. texts.Select(text => Valid(text.Get))];
            byte[] frame = new JuteWriter().Int(numbers.Item1).Long(numbers.Item2).Bool(numbers.Item3).Bytes(bytes).Texts(written).ToFrame();
            var length = new JuteReader(frame);
            length.Int().ShouldBe(frame.Length - 4);
            var reader = new JuteReader(frame.AsSpan(4));
            (reader.Int(), reader.Long(), reader.Bool()).ShouldBe(numbers);
            reader.Bytes().ShouldBe(bytes);
            reader.Texts().ShouldBe(written);
            reader.IsAtEnd.ShouldBeTrue();
        }).Check(Settings);

    [Fact]
    public void Rubbish_is_told_as_such_and_costs_no_memory() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes is not null),
        bytes =>
        {
            ReadRecord[] records =
            [
                (ref reader) => reader.Texts(),
                (ref reader) => NodeStats.Read(ref reader),
                (ref reader) => WatchEvent.Read(ref reader),
                (ref reader) => MultiReply.Read(ref reader, []),
            ];
            foreach (ReadRecord read in records)
            {
                byte[][] frames = [bytes, [0, 0, 0, .. bytes], [0xff, 0xff, 0xff, 0xff, .. bytes], [0x7f, .. bytes]];
                foreach (byte[] frame in frames)
                {
                    try
                    {
                        var reader = new JuteReader(frame);
                        read(ref reader);
                    }
                    catch (WireException)
                    {
                        // What it is for.
                    }
                }
            }
        }).Check(Settings);

    [Fact]
    public void Frames_are_found_however_the_bytes_arrive() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[][]>().Filter(frames => frames is not null && frames.All(frame => frame is not null)),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (frames, size) =>
        {
            byte[] all = [.. frames.SelectMany(frame => new JuteWriter().Bytes(frame).ToFrame()[4..])];
            var reader = new FrameReader(new Trickle(all, size.Get));
            foreach (byte[] frame in frames)
                reader.ReadAsync().AsTask().GetAwaiter().GetResult().ShouldBe(frame);
            reader.ReadAsync().AsTask().GetAwaiter().GetResult().ShouldBeNull();
        }).Check(Settings);

    /// <summary>Halves of surrogates have no place in UTF-8.</summary>
    private static string Valid(string text) => new([.. text.Where(c => !char.IsSurrogate(c))]);

    private sealed class Trickle(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span[..Math.Min(size, buffer.Length)]));
    }
}
