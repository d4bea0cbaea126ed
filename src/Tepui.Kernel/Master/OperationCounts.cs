using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Operations;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Kernel.Master;

/// <summary>How many operations are in a state now, and of the final states ever were (docs/monitoring.md, "Operations").</summary>
public sealed class OperationCounts
{
    private const int States = 10;
    private const int Kinds = 16;

    private static readonly OperationType[] Types =
    [
        OperationType.Create, OperationType.CreateDisk, OperationType.Destroy, OperationType.DestroyDisk, OperationType.GrowVolume,
        OperationType.Reserve, OperationType.ShrinkVolume, OperationType.Unreserve,
    ];

    private static readonly (OperationState State, string Name)[] Named =
    [
        (OperationState.OperationDropped, "dropped"), (OperationState.OperationError, "error"), (OperationState.OperationFailed, "failed"),
        (OperationState.OperationFinished, "finished"), (OperationState.OperationGoneByOperator, "gone_by_operator"),
        (OperationState.OperationPending, "pending"), (OperationState.OperationRecovering, "recovering"),
        (OperationState.OperationUnreachable, "unreachable"),
    ];

    private readonly long[] _counts = new long[Kinds * States];
    private readonly long[] _totals = new long[Kinds];

    /// <summary>Every count under its metric's name.</summary>
    public IEnumerable<KeyValuePair<string, long>> All()
    {
        foreach (var (state, name) in Named)
        {
            long sum = 0;
            foreach (var type in Types)
            {
                var count = _counts[Index(type, state)];
                sum += count;
                yield return new($"master/operations/{NameOf(type)}/{name}", count);
            }

            yield return new($"master/operations/{name}", sum);
        }

        long total = 0;
        foreach (var type in Types)
        {
            total += _totals[(int)type];
            yield return new($"master/operations/{NameOf(type)}/total", _totals[(int)type]);
        }

        yield return new("master/operations/total", total);
    }

    /// <param name="before">What it was in until now; null for one that was not counted yet.</param>
    internal void Enters(OperationType type, OperationState state, OperationState? before = null)
    {
        if (before is { } ended && ended.IsTerminal())
        {
            return;
        }

        if (IsKnown(type, state))
        {
            _counts[Index(type, state)]++;
            _totals[(int)type] += before is null ? 1 : 0;
        }
    }

    /// <summary>The final states are counted for good.</summary>
    internal void Leaves(OperationType type, OperationState state)
    {
        if (!state.IsTerminal() && IsKnown(type, state))
        {
            _counts[Index(type, state)]--;
        }
    }

    internal void CopyFrom(OperationCounts other)
    {
        Array.Copy(other._counts, _counts, _counts.Length);
        Array.Copy(other._totals, _totals, _totals.Length);
    }

    /// <summary>On the wire there may be numbers that no version of ours has a name for.</summary>
    private static bool IsKnown(OperationType type, OperationState state) => (uint)type < Kinds && (uint)state < States;

    private static int Index(OperationType type, OperationState state) => ((int)type * States) + (int)state;

    private static string NameOf(OperationType type) => WireNames.Of(type).ToLowerInvariant();
}
