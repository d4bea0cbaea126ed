using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.ZooKeeper.Connections;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>
/// The life of a session. Whatever happens (a call, a frame, a broken connection, a timer) is a step, and steps run one after the
/// other; nothing here waits.
/// </summary>
internal sealed class SessionLoop
{
    /// <summary>Of the time-out: nothing heard for so long is a dead connection, which leaves the rest to find another server.</summary>
    private const double SilenceShare = 2.0 / 3;

    private const int PasswordBytes = 16;

    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(2);

    private readonly Channel<Action> _steps = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<PendingCall> _waiting = [];
    private readonly Queue<PendingCall> _underWay = [];
    private readonly Queue<(DateTimeOffset At, TimeSpan After)> _pings = [];
    private readonly WatchTable _watches = new();
    private readonly ZooKeeperUrl _url;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeepAlive _keepAlive;
    private readonly Dial _dial;
    private readonly ServerOrder _order;
    private readonly Lease _lease;
    private readonly ITimer _timer;
    private readonly long _origin;

    private Task _running = Task.CompletedTask;
    private ServerConnection? _connection;
    private Attempt? _attempt;
    private byte[] _password = new byte[PasswordBytes];
    private long _lastZxid;
    private int _lastXid;
    private TimeSpan _heardAt;
    private TimeSpan _keptAt;
    private TimeSpan _provenAt;
    private TimeSpan? _retryAt;
    private TimeSpan? _closeBy;
    private TimeSpan? _armedFor;
    private bool _toldUnreachable;

    public SessionLoop(ZooKeeperUrl url, TimeSpan timeout, TimeProvider time, ILogger logger, KeepAlive keepAlive, Dial dial, Random random)
    {
        _url = url;
        _time = time;
        _logger = logger;
        _keepAlive = keepAlive;
        _dial = dial;
        _order = new ServerOrder(url.Servers, random);
        _lease = new Lease(keepAlive);
        _origin = time.GetTimestamp();
        Face = new SessionFace(timeout);
        _timer = time.CreateTimer(_ => Post(Tick), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SessionFace Face { get; }

    public Task<SessionEnd> Ended => _ended.Task;

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    private string Name => $"0x{Face.Id:x}";

    private bool IsOver => _ended.Task.IsCompleted;

    public void Start()
    {
        Post(Connect);
        _running = RunAsync();
    }

    public void Send(PendingCall call)
    {
        if (!Post(() => Take(call)))
            call.Fail(Errors.Ended(EndIfKnown(), call.Operation, call.Path));
    }

    public async Task CloseAsync()
    {
        Post(BeginClose);
        await _running.ConfigureAwait(false);
    }

    /// <summary>Completes when all that has happened so far has been dealt with, and the timer is armed for what is to come.</summary>
    public Task SettledAsync()
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Post(settled.SetResult))
            settled.SetResult();
        return settled.Task;
    }

    private SessionEnd? EndIfKnown() => _ended.Task.IsCompletedSuccessfully ? _ended.Task.GetAwaiter().GetResult() : null;

    private bool Post(Action step) => _steps.Writer.TryWrite(step);

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await foreach (Action step in _steps.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                step();
                ArmTimer();
            }
            catch (Exception e)
            {
                // Somebody's handler, or a fault of this class: others wait for answers, and must get one.
                SessionLog.Failed(_logger, e);
                End(SessionEnd.Expired, e.Message);
            }
        }
    }

    private void Take(PendingCall call)
    {
        if (IsOver || _closeBy is not null)
            call.Fail(Errors.Ended(EndIfKnown(), call.Operation, call.Path));
        else if (_connection is null)
            _waiting.Enqueue(call);
        else
            SendNow(call);
    }

    private void SendNow(PendingCall call)
    {
        if (call.Cancellation.IsCancellationRequested)
        {
            call.Fail(Errors.Lost(call.Operation, call.Path, "it was not sent any more"));
            return;
        }

        _lastXid = _lastXid == int.MaxValue ? 1 : _lastXid + 1;
        call.Number(_lastXid, _time.GetUtcNow(), Now);
        if (_keepAlive == KeepAlive.Ping)
            _keptAt = call.SentAfter;
        _underWay.Enqueue(call);
        _connection!.Send(call.Frame);
    }

    private void SendKeepAlive()
    {
        _keptAt = Now;
        if (_keepAlive == KeepAlive.Ping)
        {
            _pings.Enqueue((_time.GetUtcNow(), _keptAt));
            _connection!.Send(Requests.Ping());
            return;
        }

        // Whatever becomes of it, it is a transaction.
        byte[] nothing = Requests.Multi([new NodeOperation.Check("/", -1)], owned: false);
        SendNow(new PendingCall<bool>(nothing, "keep the session at", "/", (ref _, _, _) => true) { IsTransaction = true });
    }

    private void Connect()
    {
        if (IsOver || _closeBy is not null)
            return;
        _retryAt = null;
        var attempt = new Attempt(_order.Next(), Now + Face.Timeout / Math.Max(_order.Count, 2));
        _attempt = attempt;
        _ = ReachAsync(attempt, new ConnectRequest(_lastZxid, Face.Timeout, Face.Id, _password));
    }

    private async Task ReachAsync(Attempt attempt, ConnectRequest request)
    {
        try
        {
            Handshake handshake = await Handshake.MakeAsync(_dial, attempt.Server, request, _time, attempt.Cancellation).ConfigureAwait(false);
            if (!Post(() => Reached(attempt, handshake)))
                await handshake.Stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Post(() => NotReached(attempt, e.Message));
        }
    }

    private void Reached(Attempt attempt, Handshake handshake)
    {
        if (_attempt != attempt)
        {
            handshake.Stream.Dispose();
            return;
        }

        ConnectResponse response = handshake.Response;
        if (response.Timeout <= TimeSpan.Zero || (Face.Id != 0 && response.SessionId != Face.Id))
        {
            handshake.Stream.Dispose();
            if (Face.Id == 0)
                NotReached(attempt, "it gave no session");
            else
                End(SessionEnd.Expired, "the ensemble has ended it");
            return;
        }

        _attempt = null;
        attempt.Dispose();
        _order.Succeeded();
        _toldUnreachable = false;
        Face.Id = response.SessionId;
        Face.Timeout = response.Timeout;
        _password = response.Password;
        _heardAt = Now;
        _keptAt = _time.GetElapsedTime(_origin, handshake.AskedTimestamp);
        _provenAt = _keptAt;
        _lease.Connected(handshake.AskedAt, response.Timeout);
        _connection = new ServerConnection(
            handshake, (connection, frame) => Post(() => Received(connection, frame)), (connection, reason) => Post(() => Lost(connection, reason)));
        _connection.Start();
        SessionLog.Connected(_logger, Name, attempt.Server, response.Timeout);
        if (_url.Credentials is { } credentials)
            _connection.Send(Requests.Authenticate(credentials));
        foreach (byte[] frame in WatchRestoration.Frames(_watches, _lastZxid))
            _connection.Send(frame);
        while (_waiting.TryDequeue(out PendingCall? call))
            SendNow(call);
        Face.AliveUntil = _lease.Until;
        Face.IsConnected = true;
        Face.TellChanged();
    }

    private void NotReached(Attempt attempt, string reason)
    {
        if (_attempt != attempt)
            return;
        _attempt = null;
        attempt.Dispose();
        SessionLog.NotReached(_logger, attempt.Server, reason);
        TimeSpan pause = _order.Failed(Face.Timeout);
        if (pause == TimeSpan.Zero)
        {
            Connect();
            return;
        }

        if (!_toldUnreachable)
            SessionLog.NoneReached(_logger, attempt.Server, reason);
        _toldUnreachable = true;
        _retryAt = Now + pause;
    }

    private void Received(ServerConnection connection, byte[] frame)
    {
        if (_connection != connection)
            return;
        _heardAt = Now;
        try
        {
            var body = new JuteReader(frame);
            ReplyHeader header = ReplyHeader.Read(ref body);
            if (header.Zxid > _lastZxid)
                _lastZxid = header.Zxid;
            switch (header.Xid)
            {
                case FixedXid.Event:
                    _watches.Fire(WatchEvent.Read(ref body));
                    break;
                case FixedXid.Ping when _pings.TryDequeue(out (DateTimeOffset At, TimeSpan After) ping):
                    Prove(ping.At, ping.After, isTransaction: false);
                    break;
                case FixedXid.Authenticate when header.Error != 0:
                    End(SessionEnd.AuthenticationFailed, "the credentials of its URL were refused: check its user:password");
                    break;
                case FixedXid.SetWatches when header.Error != 0:
                    throw new WireException($"the watches were not set again: error {header.Error}");
                case FixedXid.Authenticate or FixedXid.SetWatches:
                    break;
                default:
                    Answered(connection, header, ref body);
                    break;
            }
        }
        catch (WireException e)
        {
            Lost(connection, $"what it sent is not ZooKeeper's protocol: {e.Message}");
        }
    }

    private void Answered(ServerConnection connection, ReplyHeader header, ref JuteReader body)
    {
        if (!_underWay.TryPeek(out PendingCall? call) || call.Xid != header.Xid)
            throw new WireException($"an answer with the number {header.Xid}, where {call?.Xid.ToString() ?? "none"} was due");
        if (header.Error == (int)ZooKeeperError.SessionExpired)
        {
            End(SessionEnd.Expired, "the ensemble has ended it");
        }
        else if (header.Error == (int)ZooKeeperError.SessionMoved)
        {
            Lost(connection, "the session is on another connection");
        }
        else
        {
            _underWay.Dequeue();
            Prove(call.SentAt, call.SentAfter, call.IsTransaction);
            call.Answer(header.Error, ref body, _watches);
        }
    }

    /// <summary>Something that was sent then has been answered.</summary>
    private void Prove(DateTimeOffset sentAt, TimeSpan sentAfter, bool isTransaction)
    {
        _provenAt = sentAfter;
        if (!_lease.Answered(sentAt, Face.Timeout, isTransaction))
            return;
        Face.AliveUntil = _lease.Until;
        Face.TellChanged();
    }

    private void Lost(ServerConnection connection, string reason)
    {
        if (_connection != connection)
            return;
        Disconnect(reason);
        if (_closeBy is not null)
        {
            End(SessionEnd.Closed, reason);
            return;
        }

        SessionLog.Lost(_logger, connection.Server, reason);
        Face.TellChanged();
        if (Now - _provenAt >= Face.Timeout)
            Expire();
        else
            Connect();
    }

    private void Disconnect(string reason)
    {
        _connection?.Close();
        _connection = null;
        Face.IsConnected = false;
        _pings.Clear();
        while (_underWay.TryDequeue(out PendingCall? call))
            call.Fail(IsOver ? Errors.Ended(EndIfKnown(), call.Operation, call.Path) : Errors.Lost(call.Operation, call.Path, reason));
    }

    private void BeginClose()
    {
        if (IsOver || _closeBy is not null)
            return;
        if (_connection is null)
        {
            End(SessionEnd.Closed, "");
            return;
        }

        // Its answer is followed by the server's closing the connection.
        _closeBy = Now + (Face.Timeout < LongestClose ? Face.Timeout : LongestClose);
        SendNow(new PendingCall<bool>(Requests.CloseSession(), "close the session at", "/", (ref _, _, _) =>
        {
            Post(() => End(SessionEnd.Closed, ""));
            return true;
        }));
    }

    private void Expire() => End(SessionEnd.Expired, $"no server was reached for {Face.Timeout}, so it must be taken to have expired");

    private void End(SessionEnd end, string reason)
    {
        if (!_ended.TrySetResult(end))
            return;
        if (end == SessionEnd.Closed)
            SessionLog.Closed(_logger, Name);
        else
            SessionLog.Ended(_logger, Name, reason);
        _timer.Dispose();
        _attempt?.Dispose();
        _attempt = null;
        _lease.End();
        Face.AliveUntil = _lease.Until;
        Disconnect(reason);
        while (_waiting.TryDequeue(out PendingCall? call))
            call.Fail(Errors.Ended(end, call.Operation, call.Path));
        _watches.FireAll();
        _steps.Writer.TryComplete();
        Face.TellChanged();
    }

    private void Tick()
    {
        _armedFor = null;
        if (IsOver)
            return;
        TimeSpan now = Now;
        if (_closeBy <= now)
            End(SessionEnd.Closed, "");
        else if (_connection is not null)
            Attend(_connection, now);
        else if (now - _provenAt >= Face.Timeout)
            Expire();
        else if (_attempt is { } attempt && attempt.Deadline <= now)
            NotReached(attempt, "no answer in time");
        else if (_retryAt <= now)
            Connect();
    }

    private void Attend(ServerConnection connection, TimeSpan now)
    {
        if (now - _heardAt >= Face.Timeout * SilenceShare)
            Lost(connection, $"nothing was heard from it for {now - _heardAt}");
        else if (_underWay.TryPeek(out PendingCall? oldest) && now - oldest.SentAfter >= Face.Timeout)
            Lost(connection, $"it has not answered for {now - oldest.SentAfter}");
        else if (now - _keptAt >= _lease.Interval(Face.Timeout))
            SendKeepAlive();
    }

    /// <summary>An earlier timer than needed is left as it is.</summary>
    private void ArmTimer()
    {
        if (IsOver)
            return;
        TimeSpan due = NextDue();
        if (_armedFor <= due)
            return;
        _armedFor = due;

        // Timers count whole milliseconds, and one that fires too early would only be armed again.
        double wait = Math.Max(0, Math.Ceiling((due - Now).TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan NextDue()
    {
        TimeSpan due;
        if (_connection is null)
        {
            due = _provenAt + Face.Timeout;
            due = Earlier(due, _attempt?.Deadline);
            due = Earlier(due, _retryAt);
        }
        else
        {
            due = _heardAt + Face.Timeout * SilenceShare;
            due = Earlier(due, _keptAt + _lease.Interval(Face.Timeout));
            if (_underWay.TryPeek(out PendingCall? oldest))
                due = Earlier(due, oldest.SentAfter + Face.Timeout);
        }

        return Earlier(due, _closeBy);
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;
}
