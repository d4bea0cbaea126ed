using Tepui.Kernel.Allocation;

namespace Tepui.Kernel.Master;

/// <summary>What a master tells of its own work, for metrics; taken between steps.</summary>
/// <param name="QueuedOperations">Changes of the registry that wait to be durable.</param>
public sealed record MasterFigures(AllocatorFigures Allocator, int QueuedOperations);
