using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>Says who leads, without a part in the election.</summary>
public sealed class LeaderWatch : ElectionLoop
{
    private LeaderWatch(Func<IZooKeeperSession> open, Election election, TimeProvider time, Action<ElectionNews> tell)
        : base(open, election, time, tell)
    {
    }

    /// <param name="open">Begins a session; called again after each one's end.</param>
    /// <param name="tell">Told <see cref="ElectionNews.LeaderSeen"/> and <see cref="ElectionNews.Trouble"/>; must not wait.</param>
    public static LeaderWatch Start(Func<IZooKeeperSession> open, Election election, TimeProvider time, Action<ElectionNews> tell)
    {
        var watch = new LeaderWatch(open, election, time, tell);
        watch.Begin();
        return watch;
    }

    private protected override async Task<Task?> LookAsync(IZooKeeperSession session, CancellationToken cancellation)
    {
        ElectionReader.Reading reading = await ElectionReader.ReadAsync(session, Election, cancellation).ConfigureAwait(false);
        See(reading.Leader);
        return reading.Changed;
    }
}
