using System.Collections.Generic;

namespace Tepui.Kernel.Tasks;

/// <summary>All that is wrong with something; costs nothing while nothing is.</summary>
internal struct FaultList
{
    private List<string>? _faults;

    public readonly bool IsEmpty => _faults is null;

    public readonly IReadOnlyList<string> All => _faults ?? (IReadOnlyList<string>)[];

    /// <summary>Adds a fault; null is none.</summary>
    public void Add(string? fault)
    {
        if (fault is not null)
        {
            (_faults ??= []).Add(fault);
        }
    }

    /// <summary>Adds a fault when something holds.</summary>
    public void AddWhen(bool holds, string fault)
    {
        if (holds)
        {
            Add(fault);
        }
    }

    /// <summary>Adds a fault with what it is about before it; null is none.</summary>
    public void Add(string subject, string? fault)
    {
        if (fault is not null)
        {
            Add(subject + fault);
        }
    }
}
