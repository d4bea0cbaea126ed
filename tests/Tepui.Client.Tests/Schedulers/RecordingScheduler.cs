using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Channels;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Schedulers;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Client.Tests.Schedulers;

/// <summary>Writes every callback down as a line, and does with an event what the test says.</summary>
internal sealed class RecordingScheduler : Scheduler
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public Action<ISchedulerDriver, IReadOnlyList<Offer>> OnOffers { get; init; } = (_, _) => { };

    public Action<ISchedulerDriver, TaskStatus> OnUpdate { get; init; } = (_, _) => { };

    public async Task ExpectAsync(string line)
    {
        var next = await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        next.ShouldBe(line);
    }

    public bool HasNoMore => !_lines.Reader.TryPeek(out _);

    public override void Registered(ISchedulerDriver driver, FrameworkID frameworkId, MasterInfo master) =>
        Tell($"Registered {frameworkId.Value}");

    public override void Reregistered(ISchedulerDriver driver, MasterInfo master) => Tell("Reregistered");

    public override void Disconnected(ISchedulerDriver driver) => Tell("Disconnected");

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        Tell("Offers " + string.Join(' ', offers.Select(offer => offer.Id.Value)));
        OnOffers(driver, offers);
    }

    public override void OfferRescinded(ISchedulerDriver driver, OfferID offerId) => Tell($"Rescinded {offerId.Value}");

    public override void OperationStatusUpdate(ISchedulerDriver driver, OperationStatus status) =>
        Tell($"Operation {status.OperationId.Value} {status.State}");

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
        Tell($"Update {status.TaskId.Value} {status.State}");
        OnUpdate(driver, status);
    }

    public override void FrameworkMessage(ISchedulerDriver driver, ExecutorID executorId, AgentID agentId, byte[] data) =>
        Tell($"Message {executorId.Value} {agentId.Value} {data.Length}");

    public override void AgentLost(ISchedulerDriver driver, AgentID agentId) => Tell($"AgentLost {agentId.Value}");

    public override void ExecutorLost(ISchedulerDriver driver, ExecutorID executorId, AgentID agentId, int status) =>
        Tell($"ExecutorLost {executorId.Value} {agentId.Value} {status}");

    public override void Error(ISchedulerDriver driver, string message) => Tell($"Error {message}");

    public override void CallRefused(ISchedulerDriver driver, Call call, string reason) => Tell($"Refused {call.Type} {reason}");

    public override void MasterUnreachable(ISchedulerDriver driver, string reason, TimeSpan retryAfter) => Tell("Unreachable");

    public override void OtherEvent(ISchedulerDriver driver, Event received) => Tell($"Other {received.Type}");

    private void Tell(string line) => _lines.Writer.TryWrite(line);
}
