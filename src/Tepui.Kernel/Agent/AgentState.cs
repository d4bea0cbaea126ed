using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Draining;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.GarbageCollection;
using Tepui.Kernel.Agent.Operations;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent;

/// <summary>What an agent machine knows, and the few things all its transitions do. Each Call changes it in a file of its own.</summary>
internal sealed class AgentState
{
    private readonly OrderedDictionary<FrameworkId, AgentFramework> _frameworks = [];
    private readonly Dictionary<ContainerId, AgentTask> _byContainer = [];
    private readonly Dictionary<ContainerId, AgentExecutor> _executorsByContainer = [];
    private Outbox<AgentEffect> _outbox = new();

    public AgentState(AgentConfig config, Random random)
    {
        Config = config;
        Random = random;
        Statuses = new StatusMaker(config, random);
        Updates = new StatusSender(this);
        Operations = new AgentOperations(this);
        Checks = new AgentChecks(this);
        Link = new Link.MasterLink(this);
        Garbage = new GarbageCollector(this);
    }

    public AgentConfig Config { get; }

    public Random Random { get; }

    public StatusMaker Statuses { get; }

    public StatusSender Updates { get; }

    public AgentOperations Operations { get; }

    /// <summary>Nested and standalone ones, asked for over the API.</summary>
    public ContainerTable Containers { get; } = new();

    public AgentChecks Checks { get; }

    public Link.MasterLink Link { get; }

    public GarbageCollector Garbage { get; }

    public DateTimeOffset Now { get; private set; }

    /// <summary>Given at the first registration.</summary>
    public AgentId? Id { get; set; }

    /// <summary>The host's present boot; empty before recovery.</summary>
    public string BootId { get; set; } = "";

    /// <summary>Null while it does not give up its tasks.</summary>
    public DrainInProgress? Drain { get; set; }

    /// <summary>Why the agent ends once nothing runs any more; null while it is to go on.</summary>
    public Stop? Stopping { get; set; }

    /// <summary>The agent has asked for its own end; nothing more comes from it.</summary>
    public bool Stopped { get; set; }

    public AgentCounters Counters { get; } = new();

    /// <summary>In the order they first came.</summary>
    public IEnumerable<AgentFramework> Frameworks => _frameworks.Values;

    public IEnumerable<AgentTask> Tasks
    {
        get
        {
            foreach (AgentFramework framework in _frameworks.Values)
            {
                foreach (AgentTask task in framework.Tasks)
                {
                    yield return task;
                }
            }
        }
    }

    /// <summary>The agent's id where it must have one.</summary>
    public AgentId KnownId => Id ?? throw new InvalidOperationException("the agent has no id yet");

    public void Begin(DateTimeOffset now, Outbox<AgentEffect> outbox)
    {
        Now = now;
        _outbox = outbox;
    }

    public void Emit(AgentEffect effect) => _outbox.Add(effect);

    public void Tell(AgentNotice notice) => _outbox.Add(new Tell(notice));

    public void Append(AgentCheckpoint record) => _outbox.Add(new AppendCheckpoint(record));

    public AgentFramework? Find(FrameworkId framework) => _frameworks.GetValueOrDefault(framework);

    public AgentTask? Find(ContainerId container) => _byContainer.GetValueOrDefault(container);

    public AgentExecutor? FindExecutor(ContainerId container) => _executorsByContainer.GetValueOrDefault(container);

    /// <summary>The executors that are not terminated.</summary>
    public IEnumerable<AgentExecutor> Executors
    {
        get
        {
            foreach (AgentFramework framework in _frameworks.Values)
            {
                foreach (AgentExecutor executor in framework.Executors)
                {
                    yield return executor;
                }
            }
        }
    }

    /// <summary>Of a task that has a container, its executor's or its own.</summary>
    public Sandbox SandboxOf(AgentTask task)
    {
        ContainerId container = task.Executor?.Container ?? task.Container;
        Sandbox sandbox = Sandbox.For(
            Config.WorkDirectory, KnownId, task.Framework.Id, task.Executor?.Id ?? new ExecutorId(task.Id.Value), container);
        return task.Container == container ? sandbox : sandbox.Nested(task.Container);
    }

    public AgentFramework Admit(FrameworkId id, FrameworkInfo info)
    {
        if (!_frameworks.TryGetValue(id, out AgentFramework? framework))
        {
            framework = new AgentFramework(id, info);
            _frameworks.Add(id, framework);
        }

        return framework;
    }

    public void Add(AgentTask task)
    {
        task.Framework.Add(task);
        if (task is { Container.Value: not null, HasOwnContainer: true })
        {
            _byContainer.Add(task.Container, task);
        }
    }

    public void Add(AgentExecutor executor)
    {
        executor.Framework.Add(executor);
        _executorsByContainer.Add(executor.Container, executor);
    }

    /// <summary>Adds an executor whose container is gone, for the sake of its tasks.</summary>
    public void AddEnded(AgentExecutor executor)
    {
        executor.Phase = ExecutorPhase.Terminated;
        executor.Framework.AddEnded(executor);
        _executorsByContainer.Add(executor.Container, executor);
    }

    /// <summary>The executor's container is gone and all its tasks have ended.</summary>
    public void End(AgentExecutor executor)
    {
        executor.Framework.End(executor, Config.MaxCompletedTasksPerFramework);
        if (executor.Tasks.Count == 0)
        {
            _executorsByContainer.Remove(executor.Container);
            Garbage.Over(executor);
        }

        Rest(executor.Framework);
    }

    /// <summary>The task is over and everybody knows.</summary>
    public void Complete(AgentTask task)
    {
        AgentFramework framework = task.Framework;
        framework.Complete(task, Config.MaxCompletedTasksPerFramework);
        if (task is { Container.Value: not null, HasOwnContainer: true })
        {
            _byContainer.Remove(task.Container);
            if (task.Executor is null)
            {
                Garbage.Over(task);
            }
        }

        if (task.Executor is { IsLive: false, Tasks.Count: 0 } executor)
        {
            _executorsByContainer.Remove(executor.Container);
            Garbage.Over(executor);
        }

        Rest(framework);
    }

    /// <summary>What the log tells from here on is another agent's: what was run before, and what became of it, is none of its business.</summary>
    public void ForgetFrameworks()
    {
        _frameworks.Clear();
        _byContainer.Clear();
        _executorsByContainer.Clear();
    }

    private void Rest(AgentFramework framework)
    {
        if (!framework.IsIdle)
        {
            return;
        }

        // Last among those without tasks: the oldest of them are forgotten first.
        _frameworks.Remove(framework.Id);
        _frameworks.Add(framework.Id, framework);
        ForgetOldFrameworks();
    }

    private void ForgetOldFrameworks()
    {
        int idle = 0;
        foreach (AgentFramework framework in _frameworks.Values)
        {
            idle += framework.IsIdle ? 1 : 0;
        }

        for (int i = 0; idle > Config.MaxCompletedFrameworks && i < _frameworks.Count;)
        {
            if (_frameworks.GetAt(i).Value.IsIdle)
            {
                _frameworks.RemoveAt(i);
                idle--;
            }
            else
            {
                i++;
            }
        }
    }
}
