using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Operation = Mesos.V1.Offer.Types.Operation;
using SourceType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Operations.Validation;

/// <summary>GROW_VOLUME and SHRINK_VOLUME (src/master/validation.cpp): a volume takes more of its disk, or gives some back.</summary>
public static class ResizeValidation
{
    /// <summary>All that is wrong; empty when nothing is. The operation must be normalized (<see cref="OperationMessage"/>).</summary>
    public static IReadOnlyList<string> Validate(Operation.Types.GrowVolume grow)
    {
        ArgumentNullException.ThrowIfNull(grow);
        var (volume, addition) = (ResourceMessage.ToEntry(grow.Volume), ResourceMessage.ToEntry(grow.Addition));
        var faults = default(FaultList);
        faults.AddWhen(volume.Thousandths <= 0, "The size of 'GrowVolume.volume' field must be greater than zero");
        faults.AddWhen(addition.Thousandths <= 0, "The size of 'GrowVolume.addition' field must be greater than zero");
        faults.AddWhen(volume.Key.ProviderId is not null, "Growing a volume from a resource provider is not supported");
        faults.Add(
            "Invalid persistent volume in the 'GrowVolume.volume' field: ",
            ResourceRules.PersistentVolumes([volume]));
        faults.AddWhen(volume.Key.IsShared, "Growing a shared persistent volume is not supported");
        if (faults.IsEmpty && ResourceSet.From([volume.WithKey(volume.Key.WithoutVolume()), addition]).Count != 1)
        {
            faults.Add("Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields");
        }

        return faults.All;
    }

    /// <inheritdoc cref="Validate(Operation.Types.GrowVolume)"/>
    public static IReadOnlyList<string> Validate(Operation.Types.ShrinkVolume shrink)
    {
        ArgumentNullException.ThrowIfNull(shrink);
        var volume = ResourceMessage.ToEntry(shrink.Volume);
        var freed = shrink.Subtract is { } subtract && double.IsFinite(subtract.Value) && subtract.Value <= FixedPoint.ToDouble(FixedPoint.Maximum)
            ? FixedPoint.FromDouble(subtract.Value)
            : long.MaxValue;
        var faults = default(FaultList);
        faults.AddWhen(freed <= 0, "Value of 'ShrinkVolume.subtract' must be greater than zero");
        faults.AddWhen(
            volume.Thousandths <= freed,
            "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'");
        faults.AddWhen(volume.Key.ProviderId is not null, "Shrinking a volume from a resource provider is not supported");
        faults.AddWhen(
            volume.Key.Disk?.Source is { Type: SourceType.Mount },
            "Shrinking a volume on a MOUNT disk is not supported");
        faults.Add(
            "Invalid persistent volume in the 'ShrinkVolume.volume' field: ",
            ResourceRules.PersistentVolumes([volume]));
        faults.AddWhen(volume.Key.IsShared, "Shrinking a shared persistent volume is not supported");
        return faults.All;
    }
}
