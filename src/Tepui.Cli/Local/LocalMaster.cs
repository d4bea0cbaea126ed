using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Master.Hosting;
using Tepui.Master.Options;

namespace Tepui.Cli.Local;

/// <summary>
/// One of several masters in this process. One that lost the lead may not go on; where a supervisor would start the process again, this
/// starts the master again, on the same port.
/// </summary>
internal sealed class LocalMaster : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly MasterOptions _options;
    private readonly ILogger? _logger;
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _ended = NewEnd();
    private Task _running = Task.CompletedTask;
    private MasterHost _host = null!;

    private LocalMaster(MasterOptions options, ILogger? logger)
    {
        _options = options;
        _logger = logger;
    }

    public int Port => _host.Port;

    public static async Task<LocalMaster> StartAsync(MasterOptions options, ILogger? logger, CancellationToken cancellation)
    {
        var master = new LocalMaster(options, logger);
        await master.BeginAsync(cancellation);
        options.Port = master.Port;
        master._running = master.KeepAsync();
        return master;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _host.DisposeAsync();
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewEnd() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task BeginAsync(CancellationToken cancellation)
    {
        var ended = _ended = NewEnd();
        _host = await MasterHost.StartAsync(_options, new MasterSettings { Logger = _logger, OnEnd = _ => ended.TrySetResult() }, cancellation);
    }

    private async Task KeepAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await _ended.Task.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
                return;
            await _host.DisposeAsync();
            await Task.Delay(Pause, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stopping.IsCancellationRequested)
                await BeginAsync(_stopping.Token);
        }
    }
}
