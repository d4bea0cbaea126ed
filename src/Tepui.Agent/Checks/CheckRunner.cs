using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;

namespace Tepui.Agent.Checks;

/// <summary>
/// Carries out checks of tasks: requests and connections from within their network namespaces, commands beside their own. There are
/// never more at once than tasks have checks, for the machine waits for one's answer before it asks for the next.
/// </summary>
/// <param name="answer">Takes what came of each.</param>
internal sealed class CheckRunner(
    IContainerizer containerizer, TimeProvider time, Action<AgentInput> answer, CancellationToken stopping) : IDisposable
{
    /// <summary>How long what is broken off may take to end before its answer is given all the same.</summary>
    private static readonly TimeSpan BreakOff = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(ContainerId, CheckKind), CancellationTokenSource> _underWay = [];
    private readonly NamespaceSockets _sockets = new();

    public void Run(RunCheck effect)
    {
        // Never disposed of: it has neither timer nor link, and whoever calls the check off may be late.
        var calledOff = new CancellationTokenSource();
        _underWay[(effect.Container, effect.Kind)] = calledOff;
        ThreadPool.UnsafeQueueUserWorkItem(
            static state => _ = state.Runner.RunAsync(state.Effect, state.CalledOff),
            (Runner: this, Effect: effect, CalledOff: calledOff),
            preferLocal: false);
    }

    public void Stop(StopCheck effect)
    {
        if (_underWay.TryRemove((effect.Container, effect.Kind), out CancellationTokenSource? calledOff))
            _ = calledOff.CancelAsync();
    }

    public void Dispose() => _sockets.Dispose();

    private static string Name(CheckProbe probe) => probe switch
    {
        CheckProbe.Http { Scheme: "https" } => "HTTPS request",
        CheckProbe.Http => "HTTP request",
        CheckProbe.Tcp => "TCP connection",
        _ => "Command",
    };

    private async Task RunAsync(RunCheck effect, CancellationTokenSource calledOff)
    {
        CheckAnswer result;
        using var late = new CancellationTokenSource(effect.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, calledOff.Token, stopping);
        try
        {
            Task<CheckAnswer> probe = ProbeAsync(effect, both.Token);
            result = await EndOfAsync(probe, both.Token);
        }
        catch (OperationCanceledException) when (calledOff.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            result = new CheckAnswer.Failed($"{Name(effect.Probe)} timed out after {DurationText.Of(effect.Timeout ?? TimeSpan.Zero)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ContainerLaunchException
            or UriFormatException or UnauthorizedAccessException)
        {
            result = new CheckAnswer.Failed($"{Name(effect.Probe)} failed: {e.Message}");
        }
        catch (Exception e)
        {
            // Whatever it was, the task is checked again.
            result = new CheckAnswer.Failed($"{Name(effect.Probe)} failed ({e.GetType().Name}): {e.Message}");
        }

        if (_underWay.TryRemove(new((effect.Container, effect.Kind), calledOff)))
            answer(new CheckAnswered(effect.Container, effect.Kind, result));
    }

    /// <summary>What it comes to; what is broken off is waited for, so that the next does not run beside it, but not for ever.</summary>
    private async Task<CheckAnswer> EndOfAsync(Task<CheckAnswer> probe, CancellationToken cancellation)
    {
        try
        {
            return await probe.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (!probe.IsCompleted)
        {
            Task end = probe.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
            await end.WaitAsync(BreakOff, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<CheckAnswer> ProbeAsync(RunCheck effect, CancellationToken cancellation)
    {
        string container = effect.Container.Value;
        switch (effect.Probe)
        {
            case CheckProbe.Http http:
                return new CheckAnswer.Http(
                    await HttpRequests.GetAsync(http, _sockets, await PlaceAsync(effect.Container, cancellation), cancellation));
            case CheckProbe.Tcp tcp:
                return new CheckAnswer.Tcp(await ConnectAsync(tcp, effect.Container, cancellation));
            case CheckProbe.Command command:
                var inside = new ContainerCommand(container, command.Argv, command.Environment) { Executable = command.Executable };
                return new CheckAnswer.Command(new WaitStatus(await containerizer.RunInsideAsync(inside, cancellation)));
            default:
                throw new InvalidOperationException($"no such check: {effect.Probe.GetType().Name}");
        }
    }

    /// <summary>A nested container without a network of its own has that of the one it is in.</summary>
    private async ValueTask<string?> PlaceAsync(ContainerId container, CancellationToken cancellation)
    {
        for (ContainerId? at = container; at is { } id; at = ContainerIds.ParentOf(id))
        {
            if (await containerizer.NetworkNamespaceAsync(id.Value, cancellation) is { } place)
                return place;
        }

        return null;
    }

    private async Task<bool> ConnectAsync(CheckProbe.Tcp tcp, ContainerId container, CancellationToken cancellation)
    {
        string? place = await PlaceAsync(container, cancellation);
        if (LoopbackAddress.EndPoint(tcp.IsIpv6, tcp.Port) is not { } target)
            return false;
        using Socket socket = await _sockets.OpenAsync(place, target.AddressFamily, cancellation);
        try
        {
            await socket.ConnectAsync(target, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
