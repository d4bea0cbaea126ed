using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Hashing;

namespace Tepui.Miner.Tests.Hashing;

public class NonceScannerTests
{
    public static TheoryData<string> Names { get; } = new(NonceScanner.Supported.Select(scanner => scanner.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_AroundAKnownNonce_FindsItAndNoOther(string name)
    {
        foreach (var header in (BlockHeader[])[KnownHeaders.Genesis, KnownHeaders.Block125552, KnownHeaders.Block481824])
        {
            var work = new ScanWork(header with { Nonce = 0 }, Target.FromCompact(header.Bits));
            ScanAll(Find(name), work, header.Nonce - 1003, 2000).ShouldBe([header.Nonce]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_OfARangeThatEndsAtTheNonce_LeavesItOut(string name)
    {
        var header = KnownHeaders.Block125552;
        var work = new ScanWork(header, Target.FromCompact(header.Bits));
        ScanAll(Find(name), work, header.Nonce - 5, 5).ShouldBeEmpty();
        ScanAll(Find(name), work, header.Nonce - 5, 6).ShouldBe([header.Nonce]);
        ScanAll(Find(name), work, header.Nonce, 1).ShouldBe([header.Nonce]);
        ScanAll(Find(name), work, header.Nonce, 0).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_OfRandomHeadersAndTargets_FindsWhatPlainHashingFinds(string name)
    {
        var scanner = Find(name);
        var word = ArbMap.Default.GeneratorFor<uint>();
        var hash = word.ArrayOf(8).Select(words => new Hash256(words.SelectMany(BitConverter.GetBytes).ToArray()));
        var headers =
            from version in word
            from previous in hash
            from root in hash
            from time in word
            from nonce in word
            select new BlockHeader(version, previous, root, time, 0x207fffff, nonce);
        // From every second hash down to one in a hundred: each header has hits in its range, and misses.
        var difficulties = Gen.Choose(2, 100).Select(chance => Target.FromNumber(System.Numerics.BigInteger.Pow(2, 256) / chance));
        var cases = headers.Zip(difficulties);

        Prop.ForAll(cases.ToArbitrary(), ((BlockHeader Header, Target Target) pair) =>
        {
            var first = Math.Min(pair.Header.Nonce, uint.MaxValue - 200);
            var expected = Enumerable.Range(0, 200).Select(offset => first + (uint)offset)
                .Where(nonce => (pair.Header with { Nonce = nonce }).ComputeHash().Meets(pair.Target));
            ScanAll(scanner, new ScanWork(pair.Header, pair.Target), first, 200).ShouldBe(expected);
        }).Check(Config.QuickThrowOnFailure.WithReplay(125552, 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_ToTheLastNonce_StaysWithin32Bits(string name)
    {
        var work = new ScanWork(KnownHeaders.Genesis, Target.Easiest);
        ScanAll(Find(name), work, uint.MaxValue - 2, 3).ShouldBe([uint.MaxValue - 2, uint.MaxValue - 1, uint.MaxValue]);
        Should.Throw<ArgumentOutOfRangeException>(() => Find(name).Scan(work, uint.MaxValue, 2, new uint[16]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_WithoutRoomForAllHits_SaysWhereToGoOn(string name)
    {
        var scanner = Find(name);
        var work = new ScanWork(KnownHeaders.Genesis, Target.Easiest);
        var hits = new uint[scanner.Lanes];
        scanner.Scan(work, 7, 1000, hits).ShouldBe(new ScanResult(scanner.Lanes, scanner.Lanes));
        Should.Throw<ArgumentOutOfRangeException>(() => scanner.Scan(work, 0, 1, []));
    }

    [Fact]
    public void Supported_OnAnyMachine_EndsWithOneLane()
    {
        NonceScanner.Supported[^1].Lanes.ShouldBe(1);
        NonceScanner.Fastest.ShouldBe(NonceScanner.Supported[0]);
    }

    private static NonceScanner Find(string name) => NonceScanner.Supported.Single(scanner => scanner.Name == name);

    private static List<uint> ScanAll(NonceScanner scanner, ScanWork work, uint first, long count)
    {
        var all = new List<uint>();
        var hits = new uint[32];
        while (count > 0)
        {
            var result = scanner.Scan(work, first, count, hits);
            all.AddRange(hits.Take(result.Hits));
            first += (uint)result.Scanned;
            count -= result.Scanned;
        }

        return all;
    }
}
