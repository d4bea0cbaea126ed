using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Master.Tracking;

/// <summary>
/// Records in the order they came, cut into parts that each remember their view until something in them changes: a view of a
/// million records costs what changed since the last one, and a reference for every part.
/// </summary>
/// <param name="take">What a view shows of a record.</param>
[SuppressMessage("Naming", "CA1710", Justification = "Its name says what it is for; its interface, that it can be walked.")]
public sealed class TrackedList<TRecord, TView>(Func<TRecord, TView> take) : IReadOnlyCollection<TRecord>
    where TRecord : class, ITracked
{
    // Large enough that a view's references are few, small enough that remaking one costs little and that what readers
    // make of one stays off the large object heap.
    private const int PartSize = 32;

    private Stretch? _first;
    private Stretch? _last;
    private int _parts;
    private ViewList<TView>? _view;

    public int Count { get; private set; }

    public TRecord First => _first!.Records[0];

    /// <summary>Adds at the end; the record must be in no list.</summary>
    public void Add(TRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Part is not null)
        {
            throw new InvalidOperationException("a record stands in one list only");
        }

        if (_last is null || _last.Count == PartSize)
        {
            Append();
        }

        _last!.Add(record);
        Count++;
    }

    /// <summary>Takes out a record that is in this list.</summary>
    public void Remove(TRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Part is not Stretch part || part.Owner != this)
        {
            throw new InvalidOperationException("the record is not in this list");
        }

        part.Remove(record);
        Count--;
        if (part.Count == 0)
        {
            Unlink(part);
        }
        else
        {
            Join(part, part.Next);
            Join(part.Previous, part);
        }
    }

    /// <summary>What is in it now; parts without a change are those of the last view.</summary>
    public ViewList<TView> View()
    {
        if (_view is not null)
        {
            return _view;
        }

        if (Count == 0)
        {
            return _view = ViewList.Empty<TView>();
        }

        var parts = new ViewPart<TView>[_parts];
        var index = 0;
        for (var part = _first; part is not null; part = part.Next)
        {
            parts[index++] = part.View(take);
        }

        return _view = new ViewList<TView>(parts, Count);
    }

    public IEnumerator<TRecord> GetEnumerator()
    {
        for (var part = _first; part is not null; part = part.Next)
        {
            for (var index = 0; index < part.Count; index++)
            {
                yield return part.Records[index];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Append()
    {
        var part = new Stretch(this) { Previous = _last };
        if (_last is null)
        {
            _first = part;
        }
        else
        {
            _last.Next = part;
        }

        _last = part;
        _parts++;
    }

    /// <summary>Makes one of two neighbours that have become small.</summary>
    private void Join(Stretch? left, Stretch? right)
    {
        if (left is not null && right is not null && left.Count + right.Count <= PartSize / 2)
        {
            left.TakeAll(right);
            Unlink(right);
        }
    }

    private void Unlink(Stretch part)
    {
        if (part.Previous is null)
        {
            _first = part.Next;
        }
        else
        {
            part.Previous.Next = part.Next;
        }

        if (part.Next is null)
        {
            _last = part.Previous;
        }
        else
        {
            part.Next.Previous = part.Previous;
        }

        _parts--;
        _view = null;
    }

    private sealed class Stretch(TrackedList<TRecord, TView> owner) : TrackedPart
    {
        private ViewPart<TView>? _view;

        public TrackedList<TRecord, TView> Owner => owner;

        public TRecord[] Records { get; private set; } = [];

        public int Count { get; private set; }

        public Stretch? Previous { get; set; }

        public Stretch? Next { get; set; }

        public override void Change()
        {
            _view = null;
            owner._view = null;
        }

        public void Add(TRecord record)
        {
            if (Count == Records.Length)
            {
                // A framework with one task should not pay for many.
                var larger = new TRecord[Math.Max(4, Count * 2)];
                Array.Copy(Records, larger, Count);
                Records = larger;
            }

            Records[Count++] = record;
            record.Part = this;
            Change();
        }

        public void Remove(TRecord record)
        {
            var at = Array.IndexOf(Records, record, 0, Count);
            Array.Copy(Records, at + 1, Records, at, Count - at - 1);
            Records[--Count] = null!;
            record.Part = null;
            Change();
        }

        public void TakeAll(Stretch next)
        {
            for (var index = 0; index < next.Count; index++)
            {
                Add(next.Records[index]);
            }
        }

        public ViewPart<TView> View(Func<TRecord, TView> take)
        {
            if (_view is not null)
            {
                return _view;
            }

            var items = new TView[Count];
            for (var index = 0; index < items.Length; index++)
            {
                items[index] = take(Records[index]);
            }

            return _view = new ViewPart<TView>(items);
        }
    }
}
