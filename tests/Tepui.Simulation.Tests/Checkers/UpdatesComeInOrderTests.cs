using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Tests.Checkers;

public sealed class UpdatesComeInOrderTests
{
    private readonly UpdatesComeInOrder _checker = new();

    public UpdatesComeInOrderTests() => new World(1).Add(_checker);

    [Fact]
    public void The_next_update_before_the_last_ones_acknowledgement_is_a_violation()
    {
        Update(TaskState.TaskStarting, 1);

        Should.Throw<SimulationViolation>(() => Update(TaskState.TaskRunning, 2));
    }

    [Fact]
    public void An_update_after_the_end_is_a_violation()
    {
        Update(TaskState.TaskFinished, 1);
        Acknowledge(1);

        Should.Throw<SimulationViolation>(() => Update(TaskState.TaskRunning, 2));
    }

    [Fact]
    public void The_same_update_again_is_none()
    {
        Update(TaskState.TaskRunning, 1);
        Update(TaskState.TaskRunning, 1);
        Acknowledge(1);

        Update(TaskState.TaskFinished, 2);
    }

    private static ByteString Uuid(byte number) => ByteString.CopyFrom(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private void Update(TaskState state, byte uuid) => _checker.SchedulerReceived("scheduler", 1, new Event
    {
        Type = Event.Types.Type.Update,
        Update = new Event.Types.Update
        {
            Status = new TaskStatus
            {
                TaskId = new TaskID { Value = "t" },
                AgentId = new AgentID { Value = "S0" },
                State = state,
                Uuid = Uuid(uuid),
            },
        },
    });

    private void Acknowledge(byte uuid) => _checker.SchedulerSent("scheduler", new Call
    {
        Type = Call.Types.Type.Acknowledge,
        Acknowledge = new Call.Types.Acknowledge
        {
            TaskId = new TaskID { Value = "t" },
            AgentId = new AgentID { Value = "S0" },
            Uuid = Uuid(uuid),
        },
    });
}
