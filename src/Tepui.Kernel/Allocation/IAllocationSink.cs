using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>Takes what the allocator grants, one call for each offer to be made, in the order it was decided.</summary>
public interface IAllocationSink
{
    /// <param name="resources">Allocated to <paramref name="role"/>; they stay so until they are recovered.</param>
    void Grant(FrameworkId framework, string role, AgentId agent, ResourceSet resources);
}
