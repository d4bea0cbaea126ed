using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client;
using Tepui.Client.Schedulers;
using Environment = System.Environment;
using Task = System.Threading.Tasks.Task;
using Type = Mesos.V1.Scheduler.Event.Types.Type;

namespace Tepui.LoadBench.Clusters;

/// <summary>A framework on the plain client: waits for offers, launches, acknowledges every update.</summary>
internal sealed class BenchFramework : IAsyncDisposable
{
    private const double TaskCpus = 0.1;
    private const double TaskMemory = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SchedulerClient _client;
    private readonly SchedulerSubscription _subscription;
    private readonly IAsyncEnumerator<Event> _events;
    private readonly Queue<Offer> _offers = [];
    private int _nextTask;

    private BenchFramework(SchedulerClient client, SchedulerSubscription subscription)
    {
        _client = client;
        _subscription = subscription;
        _events = subscription.ReadEventsAsync().GetAsyncEnumerator();
    }

    /// <summary>Subscribes, trying until the master answers.</summary>
    public static async Task<BenchFramework> SubscribeAsync(Uri master, ClusterOptions options)
    {
        var client = new SchedulerClient(options.Encoding);
        var framework = new FrameworkInfo { User = Environment.UserName, Name = "bench" };
        for (var begun = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new BenchFramework(client, await client.SubscribeAsync(master, framework));
            }
            catch (MesosException) when (TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2));
            }
        }
    }

    /// <summary>The next offer, waiting for it.</summary>
    public async Task<Offer> NextOfferAsync()
    {
        while (_offers.Count == 0)
            await HandleAsync(await NextEventAsync());
        return _offers.Dequeue();
    }

    /// <summary>Gathers offers until they hold so many cpus: what comes free is offered by itself while the rest is held.</summary>
    public async Task<List<Offer>> OffersAsync(double cpus)
    {
        var offers = new List<Offer>();
        while (offers.SelectMany(offer => offer.Resources).Where(resource => resource.Name == "cpus").Sum(resource => resource.Scalar.Value) < cpus)
            offers.Add(await NextOfferAsync());
        return offers;
    }

    /// <summary>Launches so many tasks on the offers of one agent, without waiting for the answer.</summary>
    /// <param name="container">What the tasks run in; null for plain processes.</param>
    public Task LaunchAsync(IReadOnlyList<Offer> offers, int count, string command, ContainerInfo? container = null)
    {
        var launch = new Offer.Types.Operation.Types.Launch();
        launch.TaskInfos.AddRange(Enumerable.Range(0, count).Select(_ => NewTask(offers[0], command, container)));
        var operation = new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = launch };
        return _subscription.AcceptAsync([.. offers.Select(offer => offer.Id)], [operation], new Filters { RefuseSeconds = 0 });
    }

    /// <summary>Reads events, acknowledging every update, until so many tasks have come to this state.</summary>
    public async Task UntilAsync(TaskState state, int count)
    {
        while (count > 0)
        {
            var received = await NextEventAsync();
            var acknowledged = HandleAsync(received);
            if (received.Type == Type.Update && received.Update.Status.State == state)
                count--;
            if (count == 0)
                await acknowledged;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _subscription.DisposeAsync();
        _client.Dispose();
    }

    private async Task<Event> NextEventAsync() =>
        await _events.MoveNextAsync() ? _events.Current : throw new IOException("the master closed the stream");

    private Task HandleAsync(Event received)
    {
        switch (received.Type)
        {
            case Type.Offers:
                foreach (var offer in received.Offers.Offers_)
                    _offers.Enqueue(offer);
                return Task.CompletedTask;
            case Type.Update when received.Update.Status.State is TaskState.TaskFailed or TaskState.TaskError or TaskState.TaskLost:
                throw new InvalidOperationException($"a task failed: {received.Update.Status.Message}");
            case Type.Update when received.Update.Status.HasUuid:
                return _subscription.AcknowledgeAsync(received.Update.Status);
            case Type.Error:
                throw new InvalidOperationException($"the master says: {received.Error.Message}");
            default:
                return Task.CompletedTask;
        }
    }

    private TaskInfo NewTask(Offer offer, string command, ContainerInfo? container)
    {
        var task = new TaskInfo
        {
            Name = "bench",
            TaskId = new TaskID { Value = $"bench-{_nextTask++}" },
            AgentId = offer.AgentId,
            Command = new CommandInfo { Value = command },
            Container = container,
        };
        task.Resources.Add(Scalar("cpus", TaskCpus));
        task.Resources.Add(Scalar("mem", TaskMemory));
        return task;
    }

    private static Resource Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };
}
