using System;
using System.Linq;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Tasks;

/// <summary>Every reason that Mesos has is in a table of causes, or here with why nothing here causes it.</summary>
public class StatusReasonLedgerTests
{
    private static readonly Reason[] NotCaused =
    [
        // A command task has no executor process that could fail.
        Reason.CommandExecutorFailed,

        // Nothing is preempted: nobody oversubscribes.
        Reason.ContainerPreempted,

        // Mesos itself names these nowhere any more, or only in code for agents of long ago.
        Reason.ExecutorUnregistered,
        Reason.InvalidFrameworkid,
        Reason.AgentUnknown,
        Reason.TaskUnknown,

        // Sandboxes of tasks are not collected before their launch.
        Reason.GcError,

        // Drivers say it of themselves; a master that is not there says nothing.
        Reason.MasterDisconnected,

        // Offers go with their agent at once, so a launch finds them invalid; and tasks outlive a lost link whatever
        // `checkpoint` says.
        Reason.AgentDisconnected,

        // There is no authorization yet.
        Reason.TaskUnauthorized,
        Reason.TaskGroupUnauthorized,
    ];

    [Fact]
    public void EveryReason_IsCausedByARowOrListedAsNotCaused()
    {
        var caused = Tests.Master.StatusReasonTests.Causes.Concat(Tests.Agent.StatusReasonTests.Causes)
            .SelectMany(static cause => new[] { cause.Reason, cause.OtherReason ?? cause.Reason });

        caused.Distinct().Concat(NotCaused).Order().ShouldBe(Enum.GetValues<Reason>().Order());
    }
}
