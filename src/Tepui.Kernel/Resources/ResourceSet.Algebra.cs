using System;

namespace Tepui.Kernel.Resources;

/// <content>Adding, subtracting and comparing. Comparing allocates nothing.</content>
public sealed partial class ResourceSet
{
    public ResourceSet Add(ResourceSet other)
    {
        if (other.IsEmpty)
        {
            return this;
        }

        if (IsEmpty)
        {
            return other;
        }

        var result = new ResourceEntry[Count + other.Count];
        _entries.CopyTo(result.AsSpan());
        var count = Count;
        foreach (ref readonly var entry in other.Span)
        {
            var found = false;
            for (var index = 0; index < count && !found; index++)
            {
                if (result[index].CanAdd(entry))
                {
                    result[index] = result[index].Add(entry);
                    found = true;
                }
            }

            if (!found)
            {
                result[count++] = entry;
            }
        }

        return Trim(result, count);
    }

    /// <summary>What is left when the other is taken away; more than there is of a thing leaves none of it, as in Mesos.</summary>
    public ResourceSet Subtract(ResourceSet other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return this;
        }

        var result = new ResourceEntry[Count];
        _entries.CopyTo(result.AsSpan());
        var count = Count;
        foreach (ref readonly var entry in other.Span)
        {
            for (var index = 0; index < count; index++)
            {
                if (!result[index].CanSubtract(entry))
                {
                    continue;
                }

                // An exclusive thing goes as a whole; its quantity is part of what it is.
                var rest = result[index].Key.IsExclusive && !result[index].Key.IsShared ? default : result[index].Subtract(entry);
                if (rest.Key is null || rest.IsEmpty)
                {
                    result.AsSpan(index + 1, count - index - 1).CopyTo(result.AsSpan(index));
                    count--;
                }
                else
                {
                    result[index] = rest;
                }

                break;
            }
        }

        return Trim(result, count);
    }

    /// <summary>All of the other is here: each thing with at least its quantity, persistent volumes as often as there.</summary>
    public bool Contains(ResourceSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        var others = other.Span;
        for (var index = 0; index < others.Length; index++)
        {
            ref readonly var wanted = ref others[index];

            // Only exclusive things can be there twice; each is then needed as often.
            var needed = 1;
            if (wanted.Key.IsExclusive && !wanted.Key.IsShared)
            {
                for (var earlier = 0; earlier < index; earlier++)
                {
                    needed += others[earlier].Equals(wanted) ? 1 : 0;
                }
            }

            foreach (ref readonly var entry in Span)
            {
                if (entry.Contains(wanted) && (!wanted.Key.IsShared || entry.SharedCount >= wanted.SharedCount) && --needed == 0)
                {
                    break;
                }
            }

            if (needed > 0)
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(ResourceSet? other) =>
        other is not null && (ReferenceEquals(this, other) || (Count == other.Count && Contains(other) && other.Contains(this)));

    public override bool Equals(object? obj) => Equals(obj as ResourceSet);

    /// <summary>Whatever the order of entries.</summary>
    public override int GetHashCode()
    {
        var hash = 0;
        foreach (ref readonly var entry in Span)
        {
            hash += entry.GetHashCode();
        }

        return hash;
    }

    private static ResourceSet Trim(ResourceEntry[] entries, int count)
    {
        if (count == 0)
        {
            return Empty;
        }

        if (count != entries.Length)
        {
            Array.Resize(ref entries, count);
        }

        return new ResourceSet(entries);
    }
}
