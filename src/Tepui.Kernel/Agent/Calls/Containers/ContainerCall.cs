using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Agent;
using Type = Mesos.V1.Agent.Call.Types.Type;

namespace Tepui.Kernel.Agent.Calls.Containers;

/// <summary>A call about one container, by its new name or its old one.</summary>
/// <param name="Field">The call's message, as faults name it.</param>
/// <param name="NeedsParent">It is about nested containers only.</param>
internal sealed record ContainerCall(Type Type, string Field, ContainerID Id, bool NeedsParent)
{
    private const int SigKill = 9;

    public CommandInfo? Command { get; init; }

    public ContainerInfo? Container { get; init; }

    public IReadOnlyList<Resource> Resources { get; init; } = [];

    public IReadOnlyDictionary<string, Value.Types.Scalar> Limits { get; init; } = new Dictionary<string, Value.Types.Scalar>();

    /// <summary>Its end and that of the connection are one, and it looks into its parent.</summary>
    public bool IsDebug => Type == Type.LaunchNestedContainerSession;

    public bool IsLaunch => Type is Type.LaunchContainer or Type.LaunchNestedContainer or Type.LaunchNestedContainerSession;

    public int Signal { get; init; } = SigKill;

    /// <summary>The call, or null when it is about something else.</summary>
    public static ContainerCall? Of(Call call) => call.Type switch
    {
        Type.LaunchContainer when call.LaunchContainer is { } launch => new(call.Type, "launch_container", launch.ContainerId, false)
        {
            Command = launch.Command,
            Container = launch.Container,
            Resources = launch.Resources,
            Limits = launch.Limits,
        },
        Type.LaunchNestedContainer when call.LaunchNestedContainer is { } launch =>
            new(call.Type, "launch_nested_container", launch.ContainerId, true) { Command = launch.Command, Container = launch.Container },
        Type.LaunchNestedContainerSession when call.LaunchNestedContainerSession is { } launch =>
            new(call.Type, "launch_nested_container_session", launch.ContainerId, true)
            {
                Command = launch.Command,
                Container = launch.Container,
            },
        Type.WaitContainer when call.WaitContainer is { } wait => new(call.Type, "wait_container", wait.ContainerId, false),
        Type.WaitNestedContainer when call.WaitNestedContainer is { } wait =>
            new(call.Type, "wait_nested_container", wait.ContainerId, true),
        Type.KillContainer when call.KillContainer is { } kill =>
            new(call.Type, "kill_container", kill.ContainerId, false) { Signal = kill.HasSignal ? kill.Signal : SigKill },
        Type.KillNestedContainer when call.KillNestedContainer is { } kill =>
            new(call.Type, "kill_nested_container", kill.ContainerId, true) { Signal = kill.HasSignal ? kill.Signal : SigKill },
        Type.RemoveContainer when call.RemoveContainer is { } remove => new(call.Type, "remove_container", remove.ContainerId, false),
        Type.RemoveNestedContainer when call.RemoveNestedContainer is { } remove =>
            new(call.Type, "remove_nested_container", remove.ContainerId, true),
        _ => null,
    };
}
