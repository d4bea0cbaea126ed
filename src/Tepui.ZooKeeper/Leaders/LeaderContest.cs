using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>
/// Contends for the lead: makes the candidate's node, tells who leads, and when it is this one. A candidate whose session ends
/// before it leads joins again; one that led does not, as it cannot know what was done meanwhile.
/// </summary>
public sealed class LeaderContest : ElectionLoop
{
    private readonly ReadOnlyMemory<byte> _data;
    private Candidacy? _candidacy;
    private bool _leads;

    private LeaderContest(
        Func<IZooKeeperSession> open, Election election, ReadOnlyMemory<byte> data, TimeProvider time, Action<ElectionNews> tell)
        : base(open, election, time, tell) => _data = data;

    /// <summary>Disposing of it leaves the election: the session is closed, and the next candidate need not wait for its time-out.</summary>
    /// <param name="open">Begins a session; called again after each one's end.</param>
    /// <param name="data">What this candidate's node says.</param>
    /// <param name="tell">Told all there is in <see cref="ElectionNews"/>; must not wait.</param>
    public static LeaderContest Start(
        Func<IZooKeeperSession> open, Election election, ReadOnlyMemory<byte> data, TimeProvider time, Action<ElectionNews> tell)
    {
        var contest = new LeaderContest(open, election, data, time, tell);
        contest.Begin();
        return contest;
    }

    private protected override void Enter(IZooKeeperSession session) => _candidacy = new Candidacy(session, Election, _data);

    private protected override async Task<Task?> LookAsync(IZooKeeperSession session, CancellationToken cancellation)
    {
        string own = await _candidacy!.JoinAsync(cancellation).ConfigureAwait(false);
        ElectionReader.Reading reading = await ElectionReader.ReadAsync(session, Election, cancellation).ConfigureAwait(false);
        if (Judge(own, reading, session))
        {
            return reading.Changed;
        }

        _candidacy.Forget();
        return null;
    }

    private protected override void Leave(SessionEnd end)
    {
        if (_leads)
        {
            Lose(end == SessionEnd.Expired ? "its ZooKeeper session expired" : $"its ZooKeeper session ended ({end})");
        }
    }

    /// <returns>False when the candidate's node is gone.</returns>
    private bool Judge(string own, ElectionReader.Reading reading, IZooKeeperSession session)
    {
        if (reading.Leader?.Node == own)
        {
            See(reading.Leader);
            if (!_leads)
            {
                _leads = true;
                Tell(new ElectionNews.Gained(reading.Leader, session));
            }

            return true;
        }

        bool isIn = reading.Candidates.Contains(own);
        if (_leads)
        {
            Lose(isIn ? $"{Election.At(reading.Leader!.Node)} leads" : $"its node {Election.At(own)} was deleted");
            return isIn;
        }

        See(reading.Leader);
        if (!isIn)
        {
            Tell(new ElectionNews.Left($"its node {Election.At(own)} was deleted"));
        }

        return isIn;
    }

    private void Lose(string reason)
    {
        IsOver = true;
        Tell(new ElectionNews.Lost(reason));
    }
}
