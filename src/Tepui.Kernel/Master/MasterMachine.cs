using System;

namespace Tepui.Kernel.Master;

/// <summary>The master as a step machine: inputs in, effects out, time an argument.</summary>
public sealed class MasterMachine
{
    private readonly MasterConfig _config;

    public MasterMachine(MasterConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
    }

    /// <summary>The master's id.</summary>
    public string Id => _config.Info.Id;

    /// <summary>The time of the last step.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Takes one input.</summary>
    public void Step(MasterInput input, DateTimeOffset now, Outbox<MasterEffect> outbox)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outbox);
        Now = now;
    }

    /// <summary>Ends a batch of inputs: allocates what came free in it.</summary>
    public void Flush(DateTimeOffset now, Outbox<MasterEffect> outbox)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        Now = now;
    }
}
