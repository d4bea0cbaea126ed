using System;
using System.Collections.Generic;
using Mesos.V1.Master;
using Tepui.Kernel.Registry;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Masters;

namespace Tepui.Simulation.Operators;

/// <summary>
/// What an operator was told is done is in ZooKeeper at that moment, and in every registry that is written or begun with later,
/// until something else was asked for.
/// </summary>
public sealed class PromisesKept : Checker
{
    private readonly SortedDictionary<string, Setting> _settings = new(StringComparer.Ordinal);
    private RegistryState _durable = RegistryState.Empty;

    public override string Rule => "what an operator was told is done stays done";

    /// <summary>An operator is about to send a call: from now on it may be done, for it may never hear of it.</summary>
    public void Attempted(Call call)
    {
        foreach (var (name, value) in Promises.Of(call))
        {
            if (!_settings.TryGetValue(name, out var setting))
            {
                _settings.Add(name, setting = new Setting());
            }

            setting.Possible.Add(value);
        }
    }

    /// <summary>An operator was told that a call was not done.</summary>
    public void Refused(Call call)
    {
        foreach (var (name, value) in Promises.Of(call))
        {
            _settings[name].Possible.Remove(value);
        }
    }

    public override void OperatorTold(Call call)
    {
        foreach (var (name, value) in Promises.Of(call))
        {
            if (_settings.TryGetValue(name, out var setting))
            {
                setting.Promised = value;
                setting.Possible.Remove(value);
            }
        }

        Check(_durable, "what is in ZooKeeper");
    }

    public override void RegistryWritten(SimulatedMaster master, long term, RegistryState registry)
    {
        _durable = registry;
        foreach (var (name, setting) in _settings)
        {
            // An agent that is removed takes along what was promised of it: one that comes back under its id is a new one.
            if (Promises.Read(registry, name) is null)
            {
                setting.Promised = null;
            }
        }

        Check(registry, $"what {master.Name} has written");
    }

    public override void LeaderBegan(SimulatedMaster master, RegistryState registry) =>
        Check(registry, $"what {master.Name} begins with");

    private void Check(RegistryState registry, string where)
    {
        foreach (var (name, setting) in _settings)
        {
            if (setting.Promised is { } promised && Promises.Read(registry, name) is { } value && value != promised
                && !setting.Possible.Contains(value))
            {
                Violate($"{name} is '{value}' in {where}; an operator was told that it is '{promised}'");
            }
        }
    }

    private sealed class Setting
    {
        /// <summary>As an operator was told last; null when none was told anything.</summary>
        public string? Promised { get; set; }

        /// <summary>What was asked for, and nobody was told what became of it.</summary>
        public List<string> Possible { get; } = [];
    }
}
