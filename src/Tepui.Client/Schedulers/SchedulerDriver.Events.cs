using Mesos.V1.Scheduler;

namespace Tepui.Client.Schedulers;

public sealed partial class SchedulerDriver
{
    private void Dispatch(Event received)
    {
        switch (received.Type)
        {
            case Event.Types.Type.Offers when received.Offers is { } offers:
                _scheduler.ResourceOffers(this, offers.Offers_);
                return;
            case Event.Types.Type.Rescind when received.Rescind is { } rescind:
                _scheduler.OfferRescinded(this, rescind.OfferId);
                return;
            case Event.Types.Type.Update when received.Update is { } update:
                _scheduler.StatusUpdate(this, update.Status);
                if (_options.AcknowledgesAutomatically)
                {
                    AcknowledgeStatusUpdate(update.Status);
                }

                return;
            case Event.Types.Type.UpdateOperationStatus when received.UpdateOperationStatus is { } update:
                _scheduler.OperationStatusUpdate(this, update.Status);
                if (_options.AcknowledgesAutomatically)
                {
                    AcknowledgeOperationStatus(update.Status);
                }

                return;
            case Event.Types.Type.Message when received.Message is { } message:
                _scheduler.FrameworkMessage(this, message.ExecutorId, message.AgentId, message.Data.ToByteArray());
                return;
            case Event.Types.Type.Failure when received.Failure is { ExecutorId: not null } failure:
                _scheduler.ExecutorLost(this, failure.ExecutorId, failure.AgentId, failure.Status);
                return;
            case Event.Types.Type.Failure when received.Failure is { AgentId: not null } failure:
                _scheduler.AgentLost(this, failure.AgentId);
                return;
            default:
                _scheduler.OtherEvent(this, received);
                return;
        }
    }
}
