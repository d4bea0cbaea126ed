using System;
using Tepui.Containerizer.Isolation.Linux;

namespace Tepui.Containerizer.Isolation;

/// <summary>What isolators are told by the agent's flags.</summary>
/// <param name="WorkDirectory">--work_dir.</param>
/// <param name="RuntimeDirectory">--runtime_dir.</param>
public sealed record IsolationOptions(string WorkDirectory, string RuntimeDirectory)
{
    public LinuxOptions Linux { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
