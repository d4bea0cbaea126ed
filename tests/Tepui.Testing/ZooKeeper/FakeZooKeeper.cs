using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Tepui.ZooKeeper;

namespace Tepui.Testing.ZooKeeper;

/// <summary>
/// An ensemble in memory: one tree, several sessions, on a clock that the test moves. Everything is done at once, on the thread that
/// asks for it.
/// </summary>
public sealed class FakeZooKeeper(TimeProvider time, TimeSpan? timeout = null)
{
    private readonly Lock _gate = new();
    private readonly List<FakeSession> _sessions = [];
    private long _lastSession;
    private bool _isDown;

    /// <summary>Asked before every call of a session with its name ("Create", "Get", ...) and path: an error fails the call.</summary>
    public Func<string, string, ZooKeeperError?>? Fault { get; set; }

    /// <summary>The same, for calls that wait: until the task completes, when there is one.</summary>
    public Func<string, string, System.Threading.Tasks.Task?>? Hold { get; set; }

    public TimeSpan Timeout { get; } = timeout ?? TimeSpan.FromSeconds(10);

    /// <summary>All that were opened and have not ended, the oldest first.</summary>
    public IReadOnlyList<FakeSession> Sessions
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions];
            }
        }
    }

    internal FakeTree Tree { get; } = new();

    internal Lock Gate => _gate;

    internal TimeProvider Time => time;

    public FakeSession Open()
    {
        var session = new FakeSession(this, Interlocked.Increment(ref _lastSession));
        lock (_gate)
        {
            _sessions.Add(session);
        }

        if (!_isDown)
        {
            session.Connect();
        }

        return session;
    }

    /// <summary>Nobody can be reached, until <see cref="ComeBack"/>.</summary>
    public void GoDown()
    {
        _isDown = true;
        foreach (FakeSession session in Sessions)
        {
            session.Disconnect();
        }
    }

    public void ComeBack()
    {
        _isDown = false;
        foreach (FakeSession session in Sessions)
        {
            session.Connect();
        }
    }

    /// <summary>What a node holds, as text; null without it.</summary>
    public string? Read(string path)
    {
        lock (_gate)
        {
            return Tree.Find(path) is { } node ? Encoding.UTF8.GetString(node.Data) : null;
        }
    }

    /// <summary>Names of a node's children, sorted.</summary>
    public IReadOnlyList<string> Children(string path)
    {
        lock (_gate)
        {
            return Tree.Find(path) is null ? [] : [.. Tree.ChildrenOf(path).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Writes a node, with its parents, as somebody else would.</summary>
    public void Write(string path, string data)
    {
        Change(() =>
        {
            for (int end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
            {
                if (Tree.Find(path[..end]) is null)
                {
                    Tree.Create(path[..end], [], NodeKind.Persistent, 0, time.GetUtcNow());
                }
            }

            byte[] bytes = Encoding.UTF8.GetBytes(data);
            if (Tree.Find(path) is null)
            {
                Tree.Create(path, bytes, NodeKind.Persistent, 0, time.GetUtcNow());
            }
            else
            {
                Tree.Set(path, bytes, -1, time.GetUtcNow());
            }
        });
    }

    /// <summary>Deletes a node, as somebody else would.</summary>
    public void Delete(string path) => Change(() => Tree.Delete(path, -1));

    /// <summary>Does something to the tree, and tells those who watch afterwards.</summary>
    internal void Change(Action change)
    {
        List<Action> told;
        lock (_gate)
        {
            change();
            told = Tree.TakeFired();
        }

        told.ForEach(static tell => tell());
    }

    internal void Forget(FakeSession session)
    {
        Change(() =>
        {
            _sessions.Remove(session);
            Tree.DeleteOf(session.Id);
        });
    }
}
