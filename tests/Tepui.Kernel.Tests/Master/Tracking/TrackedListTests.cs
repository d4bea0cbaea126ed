using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Tests.Master.Tracking;

public sealed class TrackedListTests
{
    private readonly TrackedList<Record, int> _list = new(static record => record.Value);

    [Fact]
    public void View_WithoutAChange_IsTheSame()
    {
        Fill(100);

        _list.View().ShouldBeSameAs(_list.View());
    }

    [Fact]
    public void View_AfterAChange_RemakesThatPartOnly()
    {
        var records = Fill(100);
        var before = _list.View();

        records[50].Value = -1;
        var after = _list.View();

        before[50].ShouldBe(50);
        after[50].ShouldBe(-1);
        Enumerable.Range(0, after.PartCount).Count(index => after.Part(index) != before.Part(index)).ShouldBe(1);
    }

    [Fact]
    public void View_WhenMostWereRemoved_HasFewParts()
    {
        var records = Fill(3200);

        foreach (var record in records.Where(static record => record.Value % 32 != 0))
        {
            _list.Remove(record);
        }

        _list.View().ShouldBe(Enumerable.Range(0, 100).Select(static number => number * 32));
        _list.View().PartCount.ShouldBeLessThan(20);
    }

    [Fact]
    public void Add_OfARecordThatStandsElsewhere_IsABrokenInvariant()
    {
        var record = Fill(1)[0];

        Should.Throw<System.InvalidOperationException>(() => _list.Add(record));
        Should.Throw<System.InvalidOperationException>(() => new TrackedList<Record, int>(static other => other.Value).Remove(record));
    }

    [Fact]
    public void AnySequenceOfSteps_ShowsWhatAPlainListHas_AndOldViewsStay()
    {
        var steps = Gen.Choose(0, 99).SelectMany(static kind => Gen.Choose(0, 10_000).Select(at => (kind, at)));
        Prop.ForAll(steps.ListOf(400).ToArbitrary(), static sequence =>
        {
            var list = new TrackedList<Record, int>(static record => record.Value);
            var twin = new List<Record>();
            var views = new List<(ViewList<int> View, int[] Expected)>();
            foreach (var (kind, at) in sequence)
            {
                if (kind < 55 || twin.Count == 0)
                {
                    var record = new Record { Value = at };
                    list.Add(record);
                    twin.Add(record);
                }
                else if (kind < 85)
                {
                    list.Remove(twin[at % twin.Count]);
                    twin.RemoveAt(at % twin.Count);
                }
                else if (kind < 95)
                {
                    twin[at % twin.Count].Value = -at;
                }
                else
                {
                    views.Add((list.View(), [.. twin.Select(static record => record.Value)]));
                }
            }

            views.Add((list.View(), [.. twin.Select(static record => record.Value)]));
            return list.Count == twin.Count && list.SequenceEqual(twin)
                && views.TrueForAll(static pair => pair.View.Count == pair.Expected.Length && pair.View.SequenceEqual(pair.Expected));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261121, 9));
    }

    private List<Record> Fill(int count)
    {
        var records = Enumerable.Range(0, count).Select(static number => new Record { Value = number }).ToList();
        records.ForEach(_list.Add);
        return records;
    }

    private sealed class Record : ITracked
    {
        public TrackedPart? Part { get; set; }

        public int Value
        {
            get;
            set
            {
                field = value;
                Part?.Change();
            }
        }
    }
}
