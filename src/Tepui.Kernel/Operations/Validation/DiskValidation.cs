using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Operation = Mesos.V1.Offer.Types.Operation;
using SourceType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Operations.Validation;

/// <summary>CREATE_DISK and DESTROY_DISK (src/master/validation.cpp), which only resource providers do.</summary>
public static class DiskValidation
{
    /// <summary>All that is wrong; empty when nothing is. The operation must be normalized (<see cref="OperationMessage"/>).</summary>
    public static IReadOnlyList<string> Validate(Operation.Types.CreateDisk create)
    {
        ArgumentNullException.ThrowIfNull(create);
        var source = ResourceMessage.ToEntry(create.Source);
        var faults = ValidateSource(source);
        faults.AddWhen(source.Key.Disk?.Source?.Type != SourceType.Raw, "'source' is not a RAW disk resource");
        faults.AddWhen(
            create.TargetType is not (SourceType.Mount or SourceType.Block),
            "'target_type' is neither MOUNT or BLOCK");
        if (source.Key.Disk?.Source?.HasProfile == create.HasTargetProfile)
        {
            faults.Add(create.HasTargetProfile
                ? "'target_profile' must not be set when 'source' has a profile"
                : "'target_profile' must be set when 'source' has no profile");
        }

        return faults.All;
    }

    /// <inheritdoc cref="Validate(Operation.Types.CreateDisk)"/>
    public static IReadOnlyList<string> Validate(Operation.Types.DestroyDisk destroy)
    {
        ArgumentNullException.ThrowIfNull(destroy);
        var source = ResourceMessage.ToEntry(destroy.Source);
        var faults = ValidateSource(source);
        faults.AddWhen(
            source.Key.Disk?.Source?.Type is not (SourceType.Mount or SourceType.Block or SourceType.Raw),
            "'source' is neither a MOUNT, BLOCK or RAW disk resource");
        faults.AddWhen(source.Key.Disk?.Source?.HasId != true, "'source' is not backed by a CSI volume");
        faults.AddWhen(
            source.Key.IsPersistentVolume,
            $"A disk resource containing a persistent volume {source} cannot be destroyed directly. Please destroy the persistent " +
            "volume first then destroy the disk resource");
        return faults.All;
    }

    private static FaultList ValidateSource(in ResourceEntry source)
    {
        var faults = default(FaultList);
        faults.Add("Invalid resource: ", ResourceRules.Validate([source]));
        faults.AddWhen(source.Key.ProviderId is null, "'source' is not managed by a resource provider");
        return faults;
    }
}
