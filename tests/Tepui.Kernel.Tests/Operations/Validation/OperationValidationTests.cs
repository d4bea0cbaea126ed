using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Operations.Validation;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tests.Master;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Operation = Mesos.V1.Offer.Types.Operation;
using SourceType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Tests.Operations.Validation;

/// <summary>What src/master/validation.cpp says of each wrong operation.</summary>
public class OperationValidationTests
{
    private static readonly OperationCaller Framework = new(null, new FrameworkId("f"), ["ads", "web"], KnowsSharedResources: false);
    private static readonly OperationCaller Operator = new(null);

    private static readonly Row[] Table =
    [
        new("good", Reserve(Reserved("cpus:1", "ads")), ""),
        new("nothing", Reserve([]), "Invalid resources: The resources have multiple resource providers: "),
        new("unreserved", Reserve(TaskInfos.Resources("cpus:1")), "Resource cpus(allocated: ads):1 is not dynamically reserved"),
        new("revocable", Reserve(Changed(Reserved("cpus:1", "ads"), static one => one.Revocable = new Resource.Types.RevocableInfo())),
            "Invalid resources: Invalid ReservationInfo: Dynamically reserved resource " +
            "cpus(allocated: ads)(reservations: [(DYNAMIC,ads)]){REV}:1 cannot be created from revocable resources"),
        new("half a gpu", Reserve(Reserved("gpus:0.5", "ads")), "Invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer"),
        new("two providers", Reserve([Reserved("cpus:1", "ads")[0], Reserved("mem:1", "ads")[0].Change(Provided)]),
            "Invalid resources: Some resources have a resource provider and some do not"),
        new("unallocated", Reserve(Reserved("cpus:1", "ads")),
            "A reserve operation was attempted on unallocated resource cpus(reservations: [(DYNAMIC,ads)]):1, but frameworks can only " +
            "perform reservations on allocated resources") { Role = null },
        new("another role", Reserve(Reserved("cpus:1", "web")),
            "A reserve operation was attempted for a resource with role 'web', but the resource was allocated to role 'ads'"),
        new("a role it has not", Reserve(Reserved("cpus:1", "dev")),
            "A reserve operation was attempted for a resource allocated to role 'dev', but the framework only has roles '{ ads, web }'") { Role = "dev" },
        new("two roles", Reserve(Reserved("cpus:1", "ads"), Changed(Reserved("mem:1", "web"), static one => Allocate(one, "web"))),
            "Invalid reservation resources: The resources have multiple allocation roles ('web' and 'ads') but only one allocation role is allowed"),
        new("no principal", Reserve(Reserved("cpus:1", "ads")),
            "A reserve operation was attempted by principal 'p', but there is a reserved resource in the request with no principal set")
            { Caller = Framework with { Principal = "p" } },
        new("another principal", Reserve(Reserved("cpus:1", static made => made.Principal = "q", "ads")),
            "A reserve operation was attempted by authenticated principal 'p', which does not match a reserved resource in the request " +
            "with principal 'q'") { Caller = Framework with { Principal = "p" } },
        new("an operator's, allocated", Reserve(Reserved("cpus:1", "ads")),
            "A reserve operation was attempted with an allocated resource, but the operator API only allows reservations to be made to " +
            "unallocated resources") { Caller = Operator },
        new("an operator's, of any role", Reserve(Reserved("cpus:1", "dev")), "") { Caller = Operator, Role = null },
        new("mixed sources", Sourced(Reserved("cpus:1;mem:1", "web"), [.. Reserved("cpus:1", "ads"), .. TaskInfos.Resources("mem:1")]),
            "Invalid source: Mixed reservations are not supported" +
            "cpus(reservations: [(DYNAMIC,ads)]):1; mem:1") { Caller = Operator, Role = null },
        new("a source of another size", Sourced(Reserved("cpus:1", "web"), Reserved("cpus:2", "ads")),
            "Source and target resources should refer to identical resource quantities: cpus:2 vs. cpus:1") { Caller = Operator, Role = null },

        new("good", Unreserve(Reserved("cpus:1", "ads")), ""),
        new("static", Unreserve(TaskInfos.Resources("cpus(ads):1")),
            "Resource cpus(allocated: ads)(reservations: [(STATIC,ads)]):1 is not dynamically reserved"),
        new("a volume", Unreserve([Volume(1, "v", "ads")]),
            "A dynamically reserved persistent volume disk(allocated: ads)(reservations: [(DYNAMIC,ads)])[v:data]:1 cannot be unreserved " +
            "directly. Please destroy the persistent volume first then unreserve the resource"),

        new("good", Create(Volume(1, "v", "ads")), ""),
        new("no volume", Create(Reserved("disk:1", "ads")[0]),
            "Not a persistent volume: Resource disk(allocated: ads)(reservations: [(DYNAMIC,ads)]):1 does not have DiskInfo"),
        new("unreserved", Create(Volume(1, "v")),
            "Invalid resources: Invalid DiskInfo: Persistent volumes cannot be created from unreserved resources"),
        new("without volume", Create(Volume(1, "v", "ads").Change(static one => one.Disk.Volume = null)),
            "Invalid resources: Invalid DiskInfo: Expecting 'volume' to be set for persistent volume; " +
            "Not a persistent volume: Expecting 'volume' to be set for persistent volume"),
        new("with a path of the host", Create(Volume(1, "v", "ads").Change(static one => one.Disk.Volume.HostPath = "/etc")),
            "Invalid resources: Invalid DiskInfo: Expecting 'host_path' to be unset for persistent volume"),
        new("a bad id", Create(Volume(1, "../v", "ads")),
            "Invalid resources: Invalid DiskInfo: Invalid persistence ID for persistent volume: '../v' contains invalid characters"),
        new("read-only", Create(Volume(1, "v", "ads").Change(static one => one.Disk.Volume.Mode = Mesos.V1.Volume.Types.Mode.Ro)),
            "Not a persistent volume: Read-only persistent volume not supported"),
        new("not persistent", Create(Volume(1, "v", "ads").Change(static one => one.Disk.Persistence = null)),
            "Invalid resources: Invalid DiskInfo: Non-persistent volume not supported; Not a persistent volume: 'persistence' is not set in DiskInfo"),
        new("empty", Create(Volume(1, "v", "ads").Change(static one => one.Disk = new Resource.Types.DiskInfo())),
            "Invalid resources: Invalid DiskInfo: DiskInfo is set but empty; Not a persistent volume: 'persistence' is not set in DiskInfo"),
        new("an id that is there", Create(Volume(1, "there", "ads")), "Persistence ID 'there' is not unique"),
        new("another role's id", Create(Volume(1, "there", "web")), "") { Role = "web" },
        new("one id twice", Create(Volume(1, "v", "ads"), Volume(2, "v", "ads")), "Persistence ID 'v' is not unique"),
        new("shared", Create(OperationConversionsTests.Shared(Volume(1, "v", "ads"))),
            "Create volume operation for 'disk(allocated: ads)(reservations: [(DYNAMIC,ads)])[v:data]<SHARED>:1<1>' has been attempted by " +
            "framework 'f' with no SHARED_RESOURCES capability"),
        new("shared", Create(OperationConversionsTests.Shared(Volume(1, "v", "ads"))), "") { Caller = Framework with { KnowsSharedResources = true } },
        new("no principal", Create(Volume(1, "v", "ads")),
            "Create volume operation attempted by principal 'p', but there is a volume in the operation with no principal set in " +
            "'disk.persistence'") { Caller = Framework with { Principal = "p" } },
        new("another principal", Create(Volume(1, "v", "ads").Change(static one => one.Disk.Persistence.Principal = "q")),
            "Create volume operation attempted by authenticated principal 'p', which does not match a volume in the operation with " +
            "principal 'q' set in 'disk.persistence'") { Caller = Framework with { Principal = "p" } },
        new("two roles", Create(Volume(1, "v", "ads"), Volume(1, "w", "web").Change(static one => Allocate(one, "web"))),
            "Invalid volume resources: The resources have multiple allocation roles ('web' and 'ads') but only one allocation role is allowed"),

        new("good", Destroy(Volume(1, "there", "ads")), ""),
        new("not there", Destroy(Volume(1, "v", "ads")), "Persistent volumes not found"),
        new("another size", Destroy(Volume(2, "there", "ads")), "Persistent volumes not found"),
        new("in use", Destroy(Volume(1, "used", "ads")), "Persistent volumes in use"),
        new("no volume", Destroy(Reserved("disk:1", "ads")[0]),
            "Not a persistent volume: Resource disk(reservations: [(DYNAMIC,ads)]):1 does not have DiskInfo"),

        new("good", Grow(Volume(1, "v", "ads"), Reserved("disk:1", "ads")[0]), ""),
        new("by nothing", Grow(Volume(1, "v", "ads"), Reserved("disk:1", "ads")[0].Change(static one => one.Scalar.Value = 0)), "The size of 'GrowVolume.addition' field must be greater than zero"),
        new("of no size", Grow(Volume(1, "v", "ads").Change(static one => one.Scalar.Value = 0), Reserved("disk:1", "ads")[0]),
            "The size of 'GrowVolume.volume' field must be greater than zero"),
        new("by another role's", Grow(Volume(1, "v", "ads"), Reserved("disk:1", "web")[0]),
            "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields"),
        new("by memory", Grow(Volume(1, "v", "ads"), Reserved("mem:1", "ads")[0]),
            "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields"),
        new("no volume", Grow(Reserved("disk:1", "ads")[0], Reserved("disk:1", "ads")[0]),
            "Invalid persistent volume in the 'GrowVolume.volume' field: Resource disk(allocated: ads)(reservations: [(DYNAMIC,ads)]):1 does " +
            "not have DiskInfo"),
        new("a shared one", Grow(OperationConversionsTests.Shared(Volume(1, "v", "ads")), Reserved("disk:1", "ads")[0]),
            "Growing a shared persistent volume is not supported"),
        new("a provider's", Grow(Volume(1, "v", "ads").Change(Provided), Reserved("disk:1", "ads")[0]),
            "Growing a volume from a resource provider is not supported"),

        new("good", Shrink(Volume(2, "v", "ads"), 1), ""),
        new("by nothing", Shrink(Volume(2, "v", "ads"), 0), "Value of 'ShrinkVolume.subtract' must be greater than zero"),
        new("by all", Shrink(Volume(2, "v", "ads"), 2),
            "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'"),
        new("by no number", Shrink(Volume(2, "v", "ads"), double.NaN),
            "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'"),
        new("a mounted one", Shrink(OperationConversionsTests.On(SourceType.Mount, Volume(2, "v", "ads")), 1),
            "Shrinking a volume on a MOUNT disk is not supported"),
        new("a shared one", Shrink(OperationConversionsTests.Shared(Volume(2, "v", "ads")), 1),
            "Shrinking a shared persistent volume is not supported"),
        new("a provider's", Shrink(Volume(2, "v", "ads").Change(Provided), 1), "Shrinking a volume from a resource provider is not supported"),

        new("good", MakeDisk(SourceType.Raw, SourceType.Mount, "p"), ""),
        new("no provider", MakeDisk(SourceType.Raw, SourceType.Mount, "p", static one => one.ProviderId = null),
            "'source' is not managed by a resource provider"),
        new("not raw", MakeDisk(SourceType.Block, SourceType.Mount, "p"), "'source' is not a RAW disk resource"),
        new("to raw", MakeDisk(SourceType.Raw, SourceType.Raw, "p"), "'target_type' is neither MOUNT or BLOCK"),
        new("no profile", MakeDisk(SourceType.Raw, SourceType.Mount, null), "'target_profile' must be set when 'source' has no profile"),
        new("two profiles", MakeDisk(SourceType.Raw, SourceType.Mount, "p", static one => one.Disk.Source.Profile = "x"),
            "'target_profile' must not be set when 'source' has a profile"),

        new("good", BreakDisk(SourceType.Mount), ""),
        new("no provider", BreakDisk(SourceType.Mount, static one => one.ProviderId = null), "'source' is not managed by a resource provider"),
        new("a path", BreakDisk(SourceType.Path), "'source' is neither a MOUNT, BLOCK or RAW disk resource"),
        new("no id", BreakDisk(SourceType.Mount, static one => one.Disk.Source.ClearId()), "'source' is not backed by a CSI volume"),
    ];

    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var index = 0; index < Table.Length; index++)
            {
                rows.Add(index, $"{Table[index].Operation.Type}: {Table[index].What}");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Validate_SaysWhatIsWrong(int index, string what)
    {
        var row = Table[index];
        string.Join("; ", Validate(OperationMessage.Normalize(row.Operation, row.Role), row.Caller)).ShouldBe(row.Faults, what);
    }

    private static IReadOnlyList<string> Validate(Operation operation, OperationCaller caller)
    {
        var used = ResourceSet.From([Volume(1, "used", "ads").Change(static one => Allocate(one, "ads"))]);
        var there = ResourceSet.From([Volume(1, "there", "ads"), Volume(1, "used", "ads")]);
        return operation.Type switch
        {
            Operation.Types.Type.Reserve => ReserveValidation.Validate(operation.Reserve, caller),
            Operation.Types.Type.Unreserve => UnreserveValidation.Validate(operation.Unreserve),
            Operation.Types.Type.Create => CreateValidation.Validate(operation.Create, there, caller),
            Operation.Types.Type.Destroy => DestroyValidation.Validate(operation.Destroy, there, used),
            Operation.Types.Type.GrowVolume => ResizeValidation.Validate(operation.GrowVolume),
            Operation.Types.Type.ShrinkVolume => ResizeValidation.Validate(operation.ShrinkVolume),
            Operation.Types.Type.CreateDisk => DiskValidation.Validate(operation.CreateDisk),
            _ => DiskValidation.Validate(operation.DestroyDisk),
        };
    }

    private static List<Resource> Changed(List<Resource> resources, Action<Resource> change) =>
        resources.ConvertAll(resource => resource.Change(change));

    private static void Allocate(Resource resource, string role) => resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = role };

    private static void Provided(Resource resource) => resource.ProviderId = new ResourceProviderID { Value = "rp" };

    private static Operation Sourced(List<Resource> target, List<Resource> source)
    {
        var operation = Reserve(target);
        operation.Reserve.Source.AddRange(source);
        return operation;
    }

    private static Resource Disk(SourceType type, Action<Resource>? change)
    {
        var disk = Reserved("disk:1", "ads")[0];
        Provided(disk);
        disk.Disk = new Resource.Types.DiskInfo { Source = new Resource.Types.DiskInfo.Types.Source { Type = type, Id = "id" } };
        change?.Invoke(disk);
        return disk;
    }

    private static Operation MakeDisk(SourceType type, SourceType target, string? profile, Action<Resource>? change = null)
    {
        var create = new Operation.Types.CreateDisk { Source = Disk(type, change), TargetType = target };
        if (profile is not null)
        {
            create.TargetProfile = profile;
        }

        return new Operation { Type = Operation.Types.Type.CreateDisk, CreateDisk = create };
    }

    private static Operation BreakDisk(SourceType type, Action<Resource>? change = null) => new()
    {
        Type = Operation.Types.Type.DestroyDisk,
        DestroyDisk = new Operation.Types.DestroyDisk { Source = Disk(type, change) },
    };

    private sealed record Row(string What, Operation Operation, string Faults)
    {
        public OperationCaller Caller { get; init; } = Framework;

        public string? Role { get; init; } = "ads";
    }
}
