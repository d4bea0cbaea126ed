using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Resources;
using Tepui.Master.Registrars;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Master.Tests.Registrars;

public sealed class FileRegistryStoreTests : IDisposable
{
    private static readonly RegistryState Registry = RegistryState.Empty
        .Admit("S0", Agent("S0"))
        .Admit("S1", Agent("S1"))
        .MarkUnreachable("S1", DateTimeOffset.UnixEpoch.AddTicks(12345)) with
    {
        Weights = RegistryState.Empty.Weights.Add("dev", 2.5),
        Quotas = RegistryState.Empty.Quotas.Add("dev", Quota),
    };

    private static Quota Quota => new(
        ResourceQuantities.From([new("cpus", 500)]), new ResourceLimits(new("cpus", 1500), new KeyValuePair<string, long>("gpus", 0)));

    private readonly string _directory = Directory.CreateTempSubdirectory("tepui-").FullName;
    private readonly FileRegistryStore _store;

    public FileRegistryStoreTests() => _store = new FileRegistryStore(_directory);

    private string StoredFile => Path.Combine(_directory, "registry");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Load_WithoutAFile_IsEmpty_AndMakesTheDirectory()
    {
        string missing = Path.Combine(_directory, "a", "b");

        RegistryState registry = await new FileRegistryStore(missing).LoadAsync();

        registry.Admitted.ShouldBeEmpty();
        Directory.Exists(missing).ShouldBeTrue();
    }

    [Fact]
    public async Task Load_AfterStore_IsTheSame_AndLeavesNothingBeside()
    {
        await _store.StoreAsync(RegistryState.Empty);
        await _store.StoreAsync(Registry);

        RegistryState registry = await _store.LoadAsync();

        registry.Admitted.Keys.ShouldBe(["S0"]);
        registry.Admitted["S0"].ShouldBe(Agent("S0"));
        registry.Unreachable.ShouldBe(Registry.Unreachable);
        registry.Weights.ShouldBe(Registry.Weights);
        registry.Quotas["dev"].ToString().ShouldBe(Quota.ToString());
        Directory.GetFiles(_directory).ShouldBe([StoredFile]);
    }

    [Fact]
    public async Task Load_AfterStore_HasWhatOperatorsDecided()
    {
        var config = new DrainConfig { MarkGone = true, MaxGracePeriod = new DurationInfo { Nanoseconds = 7 } };
        var window = new Window
        {
            MachineIds = { new MachineID { Hostname = "Host", Ip = "10.0.0.1" } },
            Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = 5 } },
        };
        var machine = new MachineInfo { Id = window.MachineIds[0], Mode = MachineInfo.Types.Mode.Down, Unavailability = window.Unavailability };
        RegistryState managed = Registry
            .Manage("S0", ManagedAgent.Draining(config).Drained())
            .Manage("S1", new ManagedAgent(null, Deactivated: true))
            .Admit("S2", Agent("S2"))
            .MarkGone("S2", DateTimeOffset.UnixEpoch) with
        {
            Schedule = new Schedule { Windows = { window } },
            Machines = RegistryState.Empty.Machines.Add(MachineKey.Of(machine.Id), machine),
        };

        await _store.StoreAsync(managed);
        RegistryState registry = await _store.LoadAsync();

        registry.Managed.ShouldBe(managed.Managed);
        registry.Gone.ShouldBe(managed.Gone);
        registry.Schedule.ShouldBe(managed.Schedule);
        registry.Machines.ShouldBe(managed.Machines);
    }

    [Fact]
    public async Task Load_OfAFileTornAnywhere_IsRefused()
    {
        await _store.StoreAsync(Registry);
        byte[] whole = await File.ReadAllBytesAsync(StoredFile);

        for (int length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(StoredFile, whole[..length]);
            await Should.ThrowAsync<RegistryException>(_store.LoadAsync);
        }
    }

    [Fact]
    public async Task Load_OfAFileWithAnyByteChanged_IsRefused()
    {
        await _store.StoreAsync(Registry);
        byte[] whole = await File.ReadAllBytesAsync(StoredFile);

        for (int index = 0; index < whole.Length; index++)
        {
            byte[] changed = whole.ToArray();
            changed[index] ^= 1;
            await File.WriteAllBytesAsync(StoredFile, changed);
            await Should.ThrowAsync<RegistryException>(_store.LoadAsync);
        }
    }

    [Fact]
    public async Task AnUnfinishedWrite_BesideTheFile_DoesNotMatter()
    {
        await _store.StoreAsync(Registry);
        await File.WriteAllTextAsync(StoredFile + ".next", "half");

        (await _store.LoadAsync()).Admitted.Count.ShouldBe(1);
        await _store.StoreAsync(Registry);

        File.Exists(StoredFile + ".next").ShouldBeFalse();
    }

    [Fact]
    public async Task Store_WhereItCannot_SaysWhere_AndKeepsTheOld()
    {
        await _store.StoreAsync(Registry);
        Directory.CreateDirectory(StoredFile + ".next");

        RegistryException exception = await Should.ThrowAsync<RegistryException>(() => _store.StoreAsync(RegistryState.Empty));

        exception.Message.ShouldContain(StoredFile);
        (await _store.LoadAsync()).Admitted.Count.ShouldBe(1);
    }

    private static AgentInfo Agent(string id) => new() { Id = new AgentID { Value = id }, Hostname = "host of " + id, Port = 5051 };
}
