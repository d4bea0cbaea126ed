using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A framework on the SDK that does nothing by itself: a test waits for the offer it wants and says what to do with it.</summary>
public sealed class OfferFramework : Scheduler, IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Offer> _offers = [];
    private readonly List<TaskStatus> _updates = [];
    private readonly List<OperationStatus> _operations = [];
    private readonly SchedulerDriver _driver;
    private Task _running = Task.CompletedTask;

    private OfferFramework(string master, string role, FrameworkInfo.Types.Capability.Types.Type[] capabilities)
    {
        var framework = new FrameworkInfo { User = System.Environment.UserName, Name = "operations", FailoverTimeout = 600, Roles = { role } };
        framework.Capabilities.AddRange(capabilities
            .Append(FrameworkInfo.Types.Capability.Types.Type.MultiRole)
            .Append(FrameworkInfo.Types.Capability.Types.Type.ReservationRefinement)
            .Select(type => new FrameworkInfo.Types.Capability { Type = type }));
        _driver = new SchedulerDriver(this, framework, new SchedulerDriverOptions { Masters = [master] });
    }

    public static OfferFramework Start(string master, string role, params FrameworkInfo.Types.Capability.Types.Type[] capabilities)
    {
        var framework = new OfferFramework(master, role, capabilities);
        framework._running = framework._driver.RunAsync();
        return framework;
    }

    /// <summary>A task on an offer's agent.</summary>
    public static TaskInfo Command(Offer offer, string id, string command, params Resource[] resources) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        AgentId = offer.AgentId,
        Command = new CommandInfo { Value = command },
        Resources = { resources },
    };

    public static double Sum(Offer offer, string name) =>
        offer.Resources.Where(resource => resource.Name == name && resource.Scalar is not null).Sum(resource => resource.Scalar.Value);

    /// <summary>Waits for an offer of the kind; those of another kind are declined, so that better ones come.</summary>
    public async Task<Offer> OfferAsync(Func<Offer, bool>? wanted = null)
    {
        Offer? found = null;
        await Http.UntilAsync(
            () =>
            {
                Offer[] others;
                lock (_gate)
                {
                    found = _offers.Values.FirstOrDefault(offer => wanted?.Invoke(offer) ?? true);
                    others = found is null ? [.. _offers.Values] : [];
                    _offers.Clear();
                }

                foreach (var offer in others)
                    _driver.DeclineOffer(offer.Id, new Filters { RefuseSeconds = 0.01 });
                return Task.FromResult(found is not null);
            },
            () => "no such offer came");
        return found!;
    }

    /// <summary>How many offers are held now.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
                return _offers.Count;
        }
    }

    public void Accept(Offer offer, params Offer.Types.Operation[] operations)
    {
        _driver.AcceptOffers([offer.Id], operations, new Filters { RefuseSeconds = 0 });
    }

    public async Task<TaskStatus> StatusAsync(string id, params TaskState[] states)
    {
        TaskStatus? found = null;
        await Http.UntilAsync(
            () =>
            {
                lock (_gate)
                    found = _updates.LastOrDefault(update => update.TaskId.Value == id && states.Contains(update.State));
                return Task.FromResult(found is not null);
            },
            () =>
            {
                lock (_gate)
                    return $"{id} did not come to {string.Join('/', states)}: {string.Join("; ", _updates.Select(update => $"{update.TaskId.Value} {update.State} {update.Message}"))}";
            });
        return found!;
    }

    public async Task<OperationStatus> OperationAsync(string id)
    {
        OperationStatus? found = null;
        await Http.UntilAsync(
            () =>
            {
                lock (_gate)
                    found = _operations.LastOrDefault(status => status.OperationId.Value == id);
                return Task.FromResult(found is not null);
            },
            () => $"nothing is told of operation {id}");
        return found!;
    }

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        lock (_gate)
        {
            foreach (var offer in offers)
                _offers[offer.Id.Value] = offer;
        }
    }

    public override void OfferRescinded(ISchedulerDriver driver, OfferID offerId)
    {
        lock (_gate)
            _offers.Remove(offerId.Value);
    }

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
        lock (_gate)
            _updates.Add(status);
    }

    public override void OperationStatusUpdate(ISchedulerDriver driver, OperationStatus status)
    {
        lock (_gate)
            _operations.Add(status);
    }

    public async ValueTask DisposeAsync()
    {
        _driver.Stop();
        await _running;
    }
}
