using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Miner.Node;

/// <summary>
/// Keeps the newest block template at hand: longpolls where the node can, asks again and again where it cannot, and goes on
/// asking with back-off while the node is away. The last template stays good for the workers meanwhile.
/// </summary>
/// <param name="pollInterval">How often to ask a node without longpoll.</param>
public sealed class TemplateFeed(NodeClient node, TimeSpan pollInterval, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan GreatestRetry = TimeSpan.FromSeconds(15);

    /// <summary>A node that answers longpolls at once without news must not be asked in a tight loop.</summary>
    private static readonly TimeSpan LeastTimeBetweenEqualTemplates = TimeSpan.FromMilliseconds(200);

    private CancellationTokenSource _refresh = new();

    /// <summary>Asks at once instead of waiting for the longpoll: after a block was submitted.</summary>
    public void Refresh()
    {
        var old = Interlocked.Exchange(ref _refresh, new CancellationTokenSource());
        old.Cancel();
        old.Dispose();
    }

    public void Dispose() => _refresh.Dispose();

    /// <summary>Runs until cancelled; the callbacks come one at a time.</summary>
    public async Task RunAsync(Action<BlockTemplate> received, Action<NodeException> failed, CancellationToken cancellation)
    {
        var backoff = new Backoff(FirstRetry, GreatestRetry);
        BlockTemplate? last = null;
        var failing = false;
        while (!cancellation.IsCancellationRequested)
        {
            var refresh = RefreshToken();
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, refresh);
            try
            {
                var asked = failing ? null : last?.LongPollId;
                var template = await node.GetBlockTemplateAsync(asked, both.Token);
                failing = false;
                backoff.Reset();
                var news = last is null || template.PreviousBlock != last.PreviousBlock || template.LongPollId != last.LongPollId;
                last = template;
                received(template);
                if (template.LongPollId is null)
                    await Task.Delay(pollInterval, time, both.Token);
                else if (asked is not null && !news)
                    await Task.Delay(LeastTimeBetweenEqualTemplates, time, both.Token);
            }
            catch (OperationCanceledException) when (refresh.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                last = last is null ? null : last with { LongPollId = null };
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NodeException fault)
            {
                failing = true;
                failed(fault);
                await Task.Delay(backoff.Next(), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>A source that was exchanged and disposed a moment ago counts as cancelled.</summary>
    private CancellationToken RefreshToken()
    {
        try
        {
            return _refresh.Token;
        }
        catch (ObjectDisposedException)
        {
            return new CancellationToken(canceled: true);
        }
    }
}
