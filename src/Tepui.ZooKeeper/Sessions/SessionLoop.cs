using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.ZooKeeper.Connections;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>
/// The life of a session. Whatever happens (a call, a frame, a broken connection, a timer) is a step, and steps run one after the
/// other; nothing here waits.
/// </summary>
internal sealed class SessionLoop : IAsyncDisposable
{
    /// <summary>Of the time-out: nothing heard for so long is a dead connection, which leaves the rest to find another server.</summary>
    private const double SilenceShare = 2.0 / 3;

    private const int PasswordBytes = 16;

    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(2);

    private readonly Steps _steps = new();
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<PendingCall> _waiting = [];
    private readonly WatchTable _watches = new();
    private readonly ZooKeeperUrl _url;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeepAlive _keepAlive;
    private readonly ServerSearch _search;
    private readonly Lease _lease;
    private readonly Exchange _exchange;
    private readonly DueTimer _timer;
    private readonly long _origin;

    private Task _running = Task.CompletedTask;
    private ServerConnection? _connection;
    private byte[] _password = new byte[PasswordBytes];
    private long _lastZxid;
    private TimeSpan _heardAt;
    private TimeSpan _keptAt;
    private TimeSpan _provenAt;
    private TimeSpan? _closeBy;
    private SessionEnd? _end;

    public SessionLoop(ZooKeeperUrl url, TimeSpan timeout, TimeProvider time, ILogger logger, KeepAlive keepAlive, Dial dial, Random random)
    {
        _url = url;
        _time = time;
        _logger = logger;
        _keepAlive = keepAlive;
        _lease = new Lease(keepAlive);
        _origin = time.GetTimestamp();
        Face = new SessionFace(timeout);
        _exchange = new Exchange(time);
        _search = new ServerSearch(
            dial,
            new ServerOrder(url.Servers, random),
            time,
            _origin,
            logger,
            _steps,
            () => new ConnectRequest(_lastZxid, Face.Timeout, Face.Id, _password),
            Reached);
        _timer = new DueTimer(time, () => Post(Tick));
    }

    public SessionFace Face { get; }

    public Task<SessionEnd> Ended => _ended.Task;

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    private string Name => $"0x{Face.Id:x}";

    private bool IsOver => _end is not null;

    public void Start()
    {
        Post(() => _search.Start(Face.Timeout));
        _running = _steps.RunAsync(ArmTimer, Fail);
    }

    public void Send(PendingCall call)
    {
        if (!Post(() => Take(call)))
            call.Fail(Errors.Ended(_end, call.Operation, call.Path));
    }

    /// <summary>Ends the session; returns when it is over, whatever the servers say.</summary>
    public async ValueTask DisposeAsync()
    {
        Post(BeginClose);
        await _running.ConfigureAwait(false);
    }

    /// <summary>Completes when all that has happened so far has been dealt with, and the timer is armed for what is to come.</summary>
    public Task SettledAsync() => _steps.SettledAsync();

    private bool Post(Action step) => _steps.Post(step);

    /// <summary>Somebody's handler, or a fault of this class: others wait for answers, and must get one.</summary>
    private void Fail(Exception exception)
    {
        SessionLog.Failed(_logger, exception);
        try
        {
            End(SessionEnd.Expired, exception.Message);
        }
        catch (Exception e)
        {
            SessionLog.Failed(_logger, e);
        }
    }

    private void Take(PendingCall call)
    {
        if (IsOver || _closeBy is not null)
            call.Fail(Errors.Ended(_end, call.Operation, call.Path));
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

        _exchange.Add(call, Now);
        if (_keepAlive == KeepAlive.Ping)
            _keptAt = call.SentAfter;
        _connection!.Send(call.Frame);
    }

    private void SendKeepAlive()
    {
        _keptAt = Now;
        if (_keepAlive == KeepAlive.Ping)
        {
            _exchange.AddPing(_keptAt);
            _connection!.Send(Requests.Ping());
            return;
        }

        // Whatever becomes of it, it is a transaction.
        byte[] nothing = Requests.Multi([new NodeOperation.Check("/", -1)], owned: false);
        SendNow(new PendingCall<bool>(nothing, "keep the session at", "/", (ref _, _, _) => true) { IsTransaction = true });
    }

    private void Reached(Handshake handshake)
    {
        ConnectResponse response = handshake.Response;
        if (response.Timeout <= TimeSpan.Zero || (Face.Id != 0 && response.SessionId != Face.Id))
        {
            handshake.Stream.Dispose();
            if (Face.Id == 0)
                _search.Failed(handshake.Server, "it gave no session");
            else
                End(SessionEnd.Expired, "the ensemble has ended it");
            return;
        }

        _search.Succeeded();
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
        SessionLog.Connected(_logger, Name, handshake.Server, response.Timeout);
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
                case FixedXid.Ping when _exchange.TryTakePing(out (DateTimeOffset At, TimeSpan After) ping):
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
        PendingCall call = _exchange.Peek(header.Xid);
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
            _exchange.Remove();
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
            _search.Start(Face.Timeout);
    }

    private void Disconnect(string reason)
    {
        _connection?.Close();
        _connection = null;
        Face.IsConnected = false;
        _exchange.Fail(call => IsOver ? Errors.Ended(_end, call.Operation, call.Path) : Errors.Lost(call.Operation, call.Path, reason));
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
        if (IsOver)
            return;
        _end = end;
        _ended.TrySetResult(end);
        if (end == SessionEnd.Closed)
            SessionLog.Closed(_logger, Name);
        else
            SessionLog.Ended(_logger, Name, reason);
        _timer.Dispose();
        _search.Dispose();
        _lease.End();
        Face.AliveUntil = _lease.Until;
        Disconnect(reason);
        while (_waiting.TryDequeue(out PendingCall? call))
            call.Fail(Errors.Ended(end, call.Operation, call.Path));
        _watches.FireAll();
        _steps.Complete();
        Face.TellChanged();
    }

    private void Tick()
    {
        _timer.Fired();
        if (IsOver)
            return;
        TimeSpan now = Now;
        if (_closeBy <= now)
            End(SessionEnd.Closed, "");
        else if (_connection is not null)
            Attend(_connection, now);
        else if (now - _provenAt >= Face.Timeout)
            Expire();
        else
            _search.Tick();
    }

    private void Attend(ServerConnection connection, TimeSpan now)
    {
        if (now - _heardAt >= Face.Timeout * SilenceShare)
            Lost(connection, $"nothing was heard from it for {now - _heardAt}");
        else if (now - _exchange.OldestSent >= Face.Timeout)
            Lost(connection, $"it has not answered for {now - _exchange.OldestSent}");
        else if (now - _keptAt >= _lease.Interval(Face.Timeout))
            SendKeepAlive();
    }

    private void ArmTimer()
    {
        if (!IsOver)
            _timer.Arm(NextDue(), Now);
    }

    private TimeSpan NextDue()
    {
        TimeSpan due;
        if (_connection is null)
        {
            due = Earlier(_provenAt + Face.Timeout, _search.Due);
        }
        else
        {
            due = _heardAt + Face.Timeout * SilenceShare;
            due = Earlier(due, _keptAt + _lease.Interval(Face.Timeout));
            due = Earlier(due, _exchange.OldestSent + Face.Timeout);
        }

        return Earlier(due, _closeBy);
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;
}
