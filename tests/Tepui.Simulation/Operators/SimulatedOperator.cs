using System;
using Google.Protobuf;
using Mesos.V1.Master;
using Tepui.Kernel;
using Tepui.Kernel.Registry;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Networks;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Operators;

/// <summary>
/// An operator at a terminal: one call at a time to whoever leads, as chance has it, and a look into the book whether what was
/// promised is so. At the end everything is put back into use.
/// </summary>
public sealed class SimulatedOperator : Process
{
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Func<RegistryState?> _look;
    private readonly PromisesKept _book;
    private Random _random = null!;
    private OperatorCalls _calls = null!;
    private LeaderDetector _detector = null!;
    private bool _busy;

    /// <param name="look">The leader's registry as a reader sees it; null while nobody leads.</param>
    public SimulatedOperator(World world, string host, Func<RegistryState?> look, PromisesKept book)
        : base(world, host, host)
    {
        _look = look;
        _book = book;
    }

    /// <summary>Whether all is put back into use, and nothing new is asked for.</summary>
    public bool Rests { get; set; }

    /// <summary>Between two calls, at the most.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(60);

    protected override void OnStart()
    {
        _random = World.RandomFor($"operator {Name} {Incarnation}");
        _calls = new OperatorCalls(_random);
        _busy = false;
        _detector = new LeaderDetector(this, SessionTimeout, static _ => { });
        Later();
    }

    protected override void OnEnd()
    {
    }

    private void Later() => After(Rests ? TimeSpan.FromSeconds(1) : LongestPause * _random.NextDouble(), () =>
    {
        if (!_busy && _detector.Leader is { } leader && _look() is { } registry
            && (Rests ? OperatorCalls.BackIntoUse(registry) : _calls.Next(registry)) is { } call)
        {
            Ask(leader.Host, call);
        }

        Later();
    });

    private void Ask(string host, Call call)
    {
        _busy = true;
        bool isOver = false;
        ConnectionEnd? connection = null;
        Scheduled? timeout = null;
        timeout = After(Patience, () => Over("nobody answered"));
        World.Network.Dial(
            this,
            host,
            MasterServices.Operator,
            Patience,
            end =>
            {
                connection = end;
                end.Received = answer => Answered(((CallAnswer)answer).Rejection);
                end.Closed = Over;
                World.Tell(Name, "asks for", call.Type);
                _book.Attempted(call);
                end.Send(new CallRequest(1, null, call.ToByteArray()));
            },
            Over);

        void Answered(Rejection? rejection)
        {
            if (rejection is not null)
            {
                _book.Refused(call);
            }

            Over(rejection is null ? "done" : $"{rejection.Kind}: {rejection.Message}");
        }

        void Over(string outcome)
        {
            if (isOver)
            {
                return;
            }

            isOver = true;
            World.Tell(Name, "is told:", outcome);
            timeout?.Cancel();
            connection?.Close();
            _busy = false;
        }
    }
}
