using System;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>Runs what is posted, one after the other, on no particular thread.</summary>
internal sealed class Steps
{
    private readonly Channel<Action> _steps = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });

    /// <returns>False after <see cref="Complete"/>: it will not be run.</returns>
    public bool Post(Action step) => _steps.Writer.TryWrite(step);

    /// <summary>What was posted is still run, and nothing after it.</summary>
    public void Complete() => _steps.Writer.TryComplete();

    /// <summary>Completes when all that was posted so far has been run, and what follows it.</summary>
    public Task SettledAsync()
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Post(settled.SetResult))
            settled.SetResult();
        return settled.Task;
    }

    /// <param name="after">Run after each step.</param>
    /// <param name="failed">Told what a step has thrown.</param>
    public async Task RunAsync(Action after, Action<Exception> failed)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await foreach (Action step in _steps.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                step();
                after();
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }
}
