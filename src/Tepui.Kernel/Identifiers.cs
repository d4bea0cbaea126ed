namespace Tepui.Kernel;

/// <summary>A framework's id, as SUBSCRIBED gave it.</summary>
public readonly record struct FrameworkId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>An agent's id, given at its first registration and kept across restarts.</summary>
public readonly record struct AgentId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>An offer's id; unique over all masters' lives.</summary>
public readonly record struct OfferId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A task's id, chosen by its framework and unique within it.</summary>
public readonly record struct TaskId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>An executor's id; unique per framework and agent. A command task's executor has the task's id.</summary>
public readonly record struct ExecutorId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A container's id: a UUID the agent makes for each run.</summary>
public readonly record struct ContainerId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>An open event stream or agent channel of the shell's, by a number never used twice in a process.</summary>
public readonly record struct ConnectionId(long Value);

/// <summary>A request that waits for its answer in the shell, by a number never used twice in a process.</summary>
public readonly record struct RequestId(long Value);
