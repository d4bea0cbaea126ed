using System;

namespace Tepui.EndToEnd.Tests.VirtualMachines;

/// <summary>A test in a virtual machine; where none can be had (./test --no-install) it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VirtualMachineFactAttribute : FactAttribute
{
    public VirtualMachineFactAttribute()
    {
        if (VirtualMachine.Missing is { } missing)
            base.Skip = missing;
    }
}
