using System;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Frameworks;

/// <summary>The process of a framework's scheduler: it finds the leader through ZooKeeper, and runs the scheduler against it.</summary>
public sealed class SimulatedFramework : Process
{
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly Func<SimulatedFramework, FrameworkProgram> _program;

    public SimulatedFramework(World world, string host, string name, Func<SimulatedFramework, FrameworkProgram> program)
        : base(world, host, name) => _program = program;

    /// <summary>Null while the process is not there.</summary>
    public SimulatedDriver? Driver { get; private set; }

    public FrameworkProgram? Program { get; private set; }

    /// <summary>Whether new runs begin nothing new.</summary>
    public bool Rests { get; private set; }

    public void Rest()
    {
        Rests = true;
        Program?.Rest();
    }

    internal TimeProvider Time => new ProcessTime(this);

    /// <summary>The driver was refused for good.</summary>
    internal void Aborted(string message)
    {
        // Another scheduler of the framework has taken over: this one waits until it is started again.
        if (message == "Framework failed over")
        {
            RestartsAfter = null;
        }
        else
        {
            Program?.Forget();
            RestartsAfter = TimeSpan.FromSeconds(1);
        }

        Exit(message);
    }

    /// <summary>The program ends of its own will, and comes back.</summary>
    internal void Ends(string why)
    {
        RestartsAfter = TimeSpan.FromSeconds(1);

        // As the driver's Stop, which waits a while for its last calls to be answered.
        After(StopTimeout, () => Exit(why));
    }

    protected override void OnStart()
    {
        Program = _program(this);
        if (Rests)
        {
            Program.Rest();
        }

        var framework = Program.Framework();
        foreach (var checker in World.Checkers)
        {
            checker.SchedulerStarted(Name, framework.Id?.Value, Program.RemembersTasks);
        }

        var driver = new SimulatedDriver(this, Program.Scheduler, framework, World.RandomFor($"driver of {Name} {Incarnation}"));
        Driver = driver;
        Program.Begin(driver);
        _ = new LeaderDetector(this, SessionTimeout, driver.Detected);
    }

    protected override void OnEnd()
    {
        Driver?.End();
        Driver = null;
        Program?.Dispose();
        Program = null;
    }
}
