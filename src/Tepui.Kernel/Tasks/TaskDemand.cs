using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>What a task takes of an offer.</summary>
/// <param name="Task">For the task itself.</param>
/// <param name="Executor">For its executor; empty when that is none or has what it needs already.</param>
/// <param name="LaunchesExecutor">Whether its executor is a new one.</param>
public readonly record struct TaskDemand(ResourceSet Task, ResourceSet Executor, bool LaunchesExecutor);
