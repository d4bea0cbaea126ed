using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper.Values;

namespace Tepui.ZooKeeper.Tests.Values;

public sealed class VersionedValueTests
{
    private const string Path = "/a/b/value";
    private const int PartBytes = 1000;

    private readonly FakeZooKeeper _ensemble = new(new VirtualTime());
    private readonly FakeSession _session;
    private readonly VersionedValue _value;

    public VersionedValueTests()
    {
        _session = _ensemble.Open();
        _value = New(_session);
    }

    [Fact]
    public async Task Take_OfNone_MakesTheNode_AndThoseAbove()
    {
        (await _value.TakeAsync()).ShouldBeNull();

        _ensemble.Children("/a/b").ShouldBe(["value"]);
        (await New(_ensemble.Open()).TakeAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Read_OfNone_MakesNothing()
    {
        (await _value.ReadAsync()).ShouldBeNull();

        _ensemble.Children("/").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PartBytes)]
    [InlineData(PartBytes + 1)]
    [InlineData(3 * PartBytes)]
    [InlineData(10 * PartBytes + 7)]
    public async Task AValue_OfAnyLength_ComesBack(int length)
    {
        byte[] bytes = Bytes(length);
        await _value.TakeAsync();
        await _value.ReplaceAsync(bytes);

        (await _value.ReadAsync()).ShouldBe(bytes);
        (await New(_ensemble.Open()).TakeAsync()).ShouldBe(bytes);
        _ensemble.Children(Path).Count.ShouldBe(length > PartBytes ? (length + PartBytes - 1) / PartBytes : 0);
        _value.StoredBytes.ShouldBe(length);
    }

    [Fact]
    public async Task WhatRepeatsItself_IsPacked()
    {
        byte[] bytes = [.. Enumerable.Range(0, 50_000).Select(static number => (byte)(number % 50))];
        await _value.TakeAsync();
        await _value.ReplaceAsync(bytes);

        _value.StoredBytes.ShouldBeLessThan(PartBytes);
        _ensemble.Children(Path).ShouldBeEmpty();
        (await _value.ReadAsync()).ShouldBe(bytes);
    }

    [Fact]
    public async Task PartsOfTheValueBefore_AreRemoved()
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(5 * PartBytes));
        await _value.ReplaceAsync(Bytes(4 * PartBytes));
        _ensemble.Children(Path).Count.ShouldBe(4);

        await _value.ReplaceAsync(Bytes(1));

        _ensemble.Children(Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task PartsThatACrashLeftBehind_AreRemovedByTheNext_AndOtherNodesAreNot()
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(2 * PartBytes));
        _ensemble.Write($"{Path}/part_0000000000000000009_x_00000", "left behind");
        _ensemble.Write($"{Path}/foreign", "somebody's");

        (await New(_ensemble.Open()).TakeAsync()).ShouldBe(Bytes(2 * PartBytes));

        _ensemble.Children(Path).Count.ShouldBe(3);
        _ensemble.Children(Path).ShouldContain("foreign");
    }

    [Fact]
    public async Task AfterAnotherTookIt_NothingIsChanged_AndNotAgain()
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(1));
        VersionedValue next = New(_ensemble.Open());
        await next.TakeAsync();
        string before = _ensemble.Read(Path)!;

        foreach (int length in (int[])[2, 5 * PartBytes, 2])
        {
            (await Should.ThrowAsync<ZooKeeperException>(() => _value.ReplaceAsync(Bytes(length)))).Error.ShouldBe(ZooKeeperError.BadVersion);
        }

        _ensemble.Read(Path).ShouldBe(before);
        _ensemble.Children(Path).ShouldBeEmpty();
        await next.ReplaceAsync(Bytes(3));
        (await next.ReadAsync()).ShouldBe(Bytes(3));
    }

    [Fact]
    public async Task AWriterThatWasOvertaken_RemovesNoPartsOfTheNext()
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(2 * PartBytes));
        VersionedValue next = New(_ensemble.Open());
        await next.TakeAsync();
        await next.ReplaceAsync(Bytes(3 * PartBytes));

        await Should.ThrowAsync<ZooKeeperException>(() => _value.ReplaceAsync(Bytes(1)));
        await _value.DrainAsync();

        (await next.ReadAsync()).ShouldBe(Bytes(3 * PartBytes));
    }

    [Fact]
    public async Task OnceItIsRemoved_ItCannotBeReplaced()
    {
        await _value.TakeAsync();
        _ensemble.Delete(Path);

        (await Should.ThrowAsync<ZooKeeperException>(() => _value.ReplaceAsync(Bytes(1)))).Error.ShouldBe(ZooKeeperError.BadVersion);
        _ensemble.Children("/a/b").ShouldBeEmpty();
    }

    [Fact]
    public async Task AReplacement_WhoseAnswerIsLost_IsKnownForItsOwn()
    {
        await _value.TakeAsync();
        _session.LosesNextAnswer = true;
        await _value.ReplaceAsync(Bytes(7));
        (await _value.ReadAsync()).ShouldBe(Bytes(7));

        await _value.ReplaceAsync(Bytes(8));
        (await _value.ReadAsync()).ShouldBe(Bytes(8));
    }

    [Fact]
    public async Task AReplacement_ThatIsLostOnItsWay_IsAskedForAgain()
    {
        await _value.TakeAsync();
        LoseOne("Set");

        await _value.ReplaceAsync(Bytes(7));

        (await _value.ReadAsync()).ShouldBe(Bytes(7));
    }

    [Fact]
    public async Task APart_WhoseAnswerOrRequestIsLost_IsWrittenOnce()
    {
        await _value.TakeAsync();
        _session.LosesNextAnswer = true;
        LoseOne("Multi");

        await _value.ReplaceAsync(Bytes(3 * PartBytes));

        _ensemble.Children(Path).Count.ShouldBe(3);
        (await _value.ReadAsync()).ShouldBe(Bytes(3 * PartBytes));
    }

    [Theory]
    [InlineData("Sync")]
    [InlineData("Get")]
    [InlineData("Set")]
    [InlineData("Create")]
    [InlineData("Children")]
    public async Task ATake_SurvivesALostRequest(string operation)
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(2 * PartBytes));
        LoseOne(operation);

        VersionedValue next = New(_ensemble.Open());
        (await next.TakeAsync()).ShouldBe(Bytes(2 * PartBytes));
        await next.ReplaceAsync(Bytes(9));
        (await next.ReadAsync()).ShouldBe(Bytes(9));
    }

    [Fact]
    public async Task TheFirstTake_SurvivesALostAnswer()
    {
        _session.LosesNextAnswer = true;
        (await _value.TakeAsync()).ShouldBeNull();
        await _value.ReplaceAsync(Bytes(9));
        (await _value.ReadAsync()).ShouldBe(Bytes(9));
    }

    [Fact]
    public async Task WhenPartsCannotBeWritten_TheOldValueStays_AndTheNextReplacementCleansUp()
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(5));
        int written = 0;
        _ensemble.Fault = (operation, _) => operation == "Multi" && ++written > 3 ? ZooKeeperError.NotAuthorized : null;
        (await Should.ThrowAsync<ZooKeeperException>(() => _value.ReplaceAsync(Bytes(4 * PartBytes)))).Error.ShouldBe(ZooKeeperError.NotAuthorized);
        _ensemble.Fault = null;
        (await _value.ReadAsync()).ShouldBe(Bytes(5));
        _ensemble.Children(Path).ShouldNotBeEmpty();

        await _value.ReplaceAsync(Bytes(6));

        (await _value.ReadAsync()).ShouldBe(Bytes(6));
        _ensemble.Children(Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task AMissingPart_IsSaid_AndNothingIsChanged()
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(3 * PartBytes));
        string gone = _ensemble.Children(Path)[1];
        _ensemble.Delete($"{Path}/{gone}");

        InvalidDataException exception = await Should.ThrowAsync<InvalidDataException>(() => New(_ensemble.Open()).TakeAsync());

        exception.Message.ShouldBe($"{Path}: its part {gone} is missing");
        _ensemble.Children(Path).Count.ShouldBe(2);
    }

    [Fact]
    public async Task APartThatWasChanged_IsSaid()
    {
        await _value.TakeAsync();
        await _value.ReplaceAsync(Bytes(3 * PartBytes));
        _ensemble.Write($"{Path}/{_ensemble.Children(Path)[1]}", "rubbish");

        InvalidDataException exception = await Should.ThrowAsync<InvalidDataException>(() => New(_ensemble.Open()).TakeAsync());

        exception.Message.ShouldBe($"{Path}: the checksum of its parts is wrong: one of them was changed");
    }

    [Fact]
    public async Task Replace_BeforeTake_IsAMistake() =>
        await Should.ThrowAsync<InvalidOperationException>(() => _value.ReplaceAsync(Bytes(1)));

    [Fact]
    public void AManifest_TornOrChangedAnywhere_IsRefused()
    {
        byte[] whole = new ValueManifest(Guid.NewGuid(), 7, ValuePacking.Brotli, 100, 3, 5, "part_x", 0, new byte[] { 1, 2, 3 }).Encode();
        ValueManifest.Decode(whole).Encode().ShouldBe(whole);
        for (int index = 0; index < whole.Length; index++)
        {
            Should.Throw<InvalidDataException>(() => ValueManifest.Decode(whole.AsMemory(0, index)));
            byte[] changed = [.. whole];
            changed[index] ^= 4;
            Should.Throw<InvalidDataException>(() => ValueManifest.Decode(changed));
        }
    }

    [Fact]
    public void AManifest_OfTheFuture_IsKnownForWhatItIs()
    {
        byte[] bytes = ValueManifest.None(Guid.NewGuid(), 1).Encode();
        bytes[12] = 2;
        BitConverter.GetBytes(ValueChecksum.Of(bytes.AsSpan(12))).CopyTo(bytes, 8);

        Should.Throw<InvalidDataException>(() => ValueManifest.Decode(bytes)).Message.ShouldBe("its format 2 is newer than this program knows (1)");
    }

    private static VersionedValue New(FakeSession session) => new(session, Path, PartBytes);

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private void LoseOne(string lost)
    {
        bool isLost = false;
        _ensemble.Fault = (operation, _) =>
        {
            if (operation != lost || isLost)
            {
                return null;
            }

            isLost = true;
            return ZooKeeperError.ConnectionLoss;
        };
    }
}
