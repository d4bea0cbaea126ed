using System;
using Mesos.V1;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Source = Mesos.V1.TaskStatus.Types.Source;

namespace Tepui.Kernel.Tests.Tasks;

/// <summary>One row of the table of causes: what has to happen, and the status that a framework is told then.</summary>
/// <param name="Name">What happens, in a few words.</param>
/// <param name="Aware">The state that a PARTITION_AWARE framework is told.</param>
/// <param name="Other">The state that others are told.</param>
/// <param name="Message">In part, from the beginning.</param>
public sealed record StatusCause(
    string Name, TaskState Aware, TaskState Other, Source Source, Reason Reason, string Message)
{
    /// <summary>The reason that frameworks without PARTITION_AWARE are told, where it is another.</summary>
    public Reason? OtherReason { get; init; }

    /// <summary>Makes it happen to a framework that is aware of partitions, or not; the status it is told.</summary>
    public required Func<bool, TaskStatus> Happens { get; init; }

    public void Check(bool isAware)
    {
        var status = Happens(isAware);
        (status.State, status.Source, status.Reason).ShouldBe(
            (isAware ? Aware : Other, Source, isAware ? Reason : OtherReason ?? Reason));
        status.Message.ShouldStartWith(Message);
        status.HasTimestamp.ShouldBeTrue();
    }

    public override string ToString() => Name;
}
