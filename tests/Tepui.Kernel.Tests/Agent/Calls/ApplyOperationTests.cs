using System;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;
using static Tepui.Kernel.Tests.Agent.AgentResources;
using DiskType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class ApplyOperationTests
{
    [Fact]
    public void A_reservation_is_written_down_counted_and_told()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        Operation reserve = Reserve(Allocated(Reserved("cpus", 5)), Allocated(Reserved("mem", 24)));
        reserve.Id = new OperationID { Value = "op" };

        ByteString uuid = agent.Apply(reserve);

        agent.Total().ShouldBe(
            "cpus:3; mem:1000; disk:1000; cpus(reservations: [(DYNAMIC,ads,ops)]):5; mem(reservations: [(DYNAMIC,ads,ops)]):24");
        UpdateOperationStatus update = agent.LastOperationUpdate();
        update.OperationUuid.ShouldBe(uuid);
        update.FrameworkId.Value.ShouldBe("F");
        update.Status.State.ShouldBe(OperationState.OperationFinished);
        update.Status.OperationId.Value.ShouldBe("op");
        update.Status.AgentId.Value.ShouldBe("S0");
        update.Status.Uuid.Value.Length.ShouldBe(16);
        agent.Log.Count(record => record.OperationAccepted is not null).ShouldBe(1);
        agent.Log.Count(record => record.OperationUpdated is not null).ShouldBe(1);
    }

    [Fact]
    public void Part_of_a_reservation_is_taken_back()
    {
        AgentScenario agent = AgentScenario.Registered(Config());

        agent.Apply(Reserve(Reserved("cpus", 8)), framework: null);
        agent.Apply(Unreserve(Reserved("cpus", 3)), framework: null);

        agent.Total().ShouldBe("mem:1024; disk:1000; cpus(reservations: [(DYNAMIC,ads,ops)]):5; cpus:3");
        agent.LastOperationUpdate().FrameworkId.ShouldBeNull();
    }

    [Fact]
    public void An_unacknowledged_status_is_sent_again_and_an_acknowledged_one_is_not()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.Apply(Reserve(Reserved("cpus", 1)));
        UpdateOperationStatus first = agent.LastOperationUpdate();

        agent.Advance(TimeSpan.FromSeconds(10));
        agent.OperationUpdates().ShouldBe(2);
        agent.LastOperationUpdate().ShouldBe(first);
        agent.Advance(TimeSpan.FromSeconds(19));
        agent.OperationUpdates().ShouldBe(2);
        agent.Advance(TimeSpan.FromSeconds(1));
        agent.OperationUpdates().ShouldBe(3);
        agent.AcknowledgeOperation(first);
        agent.Advance(TimeSpan.FromHours(1));
        agent.OperationUpdates().ShouldBe(3);
    }

    [Fact]
    public void A_foreign_acknowledgement_changes_nothing()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.Apply(Reserve(Reserved("cpus", 1)));
        UpdateOperationStatus other = agent.LastOperationUpdate().Clone();
        other.Status.Uuid.Value = ByteString.CopyFromUtf8("another");

        agent.AcknowledgeOperation(other);
        agent.Advance(TimeSpan.FromSeconds(10));

        agent.OperationUpdates().ShouldBe(2);
    }

    [Fact]
    public void The_same_operation_twice_is_done_once()
    {
        AgentScenario agent = AgentScenario.Registered(Config());

        agent.Apply(Reserve(Reserved("cpus", 1)), uuid: "u");
        agent.Apply(Reserve(Reserved("cpus", 1)), uuid: "u");

        agent.Total().ShouldStartWith("cpus:7;");
    }

    [Fact]
    public void A_volume_is_finished_when_its_directory_is_there()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.Apply(Reserve(Reserved("disk", 500, "ads/eu")));

        ByteString uuid = agent.Apply(Create(Volume("id 1", role: "ads/eu")));
        agent.OperationUpdates().ShouldBe(1);
        agent.Step(new VolumesChanged(uuid));

        ChangeVolumes change = agent.Effects.OfType<ChangeVolumes>().Single();
        change.Removes.ShouldBeFalse();
        change.Volumes.ShouldBe([new VolumePlace("id 1", "/work_dir", "/work_dir/volumes/roles/ads eu/id 1")]);
        agent.LastOperationUpdate().OperationUuid.ShouldBe(uuid);
        agent.Total().ShouldContain("[id 1:data]:100");
    }

    [Theory]
    [InlineData(DiskType.Path, "/disk/1", "/disk/1", "/disk/1/volumes/roles/ads/v")]
    [InlineData(DiskType.Path, "disk", "/work_dir/disk", "/work_dir/disk/volumes/roles/ads/v")]
    [InlineData(DiskType.Mount, "/mnt/a", "/mnt/a", "/mnt/a")]
    public void Volumes_lie_where_Mesos_has_them(DiskType type, string root, string disk, string directory)
    {
        Resource volume = OnDisk(Volume("v", 1000), type, root);
        AgentConfig config = Config("cpus:1");
        Resource plain = volume.Clone();
        plain.Disk.Persistence = null;
        plain.Disk.Volume = null;
        plain.Reservations.Clear();
        config.Info.Resources.Add(plain);
        AgentScenario agent = AgentScenario.Registered(config);
        Resource reserved = volume.Clone();
        reserved.Disk.Persistence = null;
        reserved.Disk.Volume = null;

        agent.Apply(Reserve(reserved));
        agent.Apply(Create(volume));

        agent.Effects.OfType<ChangeVolumes>().Single().Volumes.Single().ShouldBe(new VolumePlace("v", disk, directory));
    }

    [Fact]
    public void A_volume_that_is_destroyed_is_removed_and_its_disk_stays_reserved()
    {
        AgentScenario agent = WithVolume();

        agent.ApplyWhole(Destroy(Volume("v")));

        agent.Effects.OfType<ChangeVolumes>().Last().Removes.ShouldBeTrue();
        agent.Total().ShouldBe("cpus:8; mem:1024; disk:500; disk(reservations: [(DYNAMIC,ads,ops)]):500");
        agent.LastOperationUpdate().Status.State.ShouldBe(OperationState.OperationFinished);
    }

    [Fact]
    public void A_volume_grows_and_shrinks_where_it_is()
    {
        AgentScenario agent = WithVolume();

        agent.Apply(new Operation
        {
            Type = Operation.Types.Type.GrowVolume,
            GrowVolume = new Operation.Types.GrowVolume { Volume = Volume("v"), Addition = Reserved("disk", 50) },
        });
        agent.Apply(new Operation
        {
            Type = Operation.Types.Type.ShrinkVolume,
            ShrinkVolume = new Operation.Types.ShrinkVolume
            {
                Volume = Volume("v", 150),
                Subtract = new Value.Types.Scalar { Value = 120 },
            },
        });

        agent.LastOperationUpdate().Status.State.ShouldBe(OperationState.OperationFinished);
        agent.Total().ShouldContain("[v:data]:30");
        agent.Total().ShouldContain("disk(reservations: [(DYNAMIC,ads,ops)]):470");
        agent.Effects.OfType<ChangeVolumes>().Count().ShouldBe(1);
    }

    [Fact]
    public void What_is_not_there_is_not_reserved()
    {
        AgentScenario agent = AgentScenario.Registered(Config());

        agent.Apply(Reserve(Reserved("cpus", 9)));

        OperationStatus status = agent.LastOperationUpdate().Status;
        status.State.ShouldBe(OperationState.OperationDropped);
        status.Message.ShouldBe("cpus:8; mem:1024; disk:1000 does not contain cpus:9");
        agent.Total().ShouldBe("cpus:8; mem:1024; disk:1000");
    }

    [Theory]
    [InlineData("..", "Persistence ID '..' is '.' or '..'")]
    [InlineData("a/b", "Persistence ID 'a/b' holds a slash or a control character")]
    public void A_volume_never_leads_out_of_its_role(string id, string message)
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.Apply(Reserve(Reserved("disk", 500)));

        agent.Apply(Create(Volume(id)));

        agent.LastOperationUpdate().Status.State.ShouldBe(OperationState.OperationError);
        agent.LastOperationUpdate().Status.Message.ShouldBe(message);
        agent.Effects.OfType<ChangeVolumes>().ShouldBeEmpty();
    }

    [Fact]
    public void A_volume_in_use_is_not_destroyed()
    {
        AgentScenario agent = WithVolume();
        TaskInfo task = AgentScenario.Task("t");
        task.Resources.Add(Allocated(Volume("v", path: "elsewhere")));
        agent.Run(task);

        agent.Apply(Destroy(Volume("v")));

        agent.LastOperationUpdate().Status.State.ShouldBe(OperationState.OperationDropped);
        agent.LastOperationUpdate().Status.Message.ShouldEndWith("is in use here");
        agent.Effects.OfType<ChangeVolumes>().Count().ShouldBe(1);
    }

    [Fact]
    public void What_cannot_be_done_yet_is_named()
    {
        AgentScenario agent = AgentScenario.Registered(Config());

        agent.Apply(new Operation { Type = Operation.Types.Type.CreateDisk });

        agent.LastOperationUpdate().Status.State.ShouldBe(OperationState.OperationError);
        agent.LastOperationUpdate().Status.Message.ShouldBe("CREATE_DISK is not supported yet");
    }

    [Fact]
    public void A_disk_that_fails_ends_the_agent_and_its_next_process_tries_again_before_it_registers()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.ApplyWhole(Reserve(Reserved("disk", 500)));
        ByteString uuid = agent.Apply(Create(Volume("v")));

        agent.Step(new VolumesChanged(uuid, "persistent volume 'v': the disk is full"));
        agent.Effects.OfType<Stop>().Single().ShouldBe(new Stop("persistent volume 'v': the disk is full", Failed: true));
        agent.Crash();

        agent.Effects.OfType<ChangeVolumes>().Count().ShouldBe(2);
        agent.Register();
        ReregisterAgent again = agent.Sent.Single(frame => frame.ReregisterAgent is not null).ReregisterAgent;
        again.Operations.Last().LatestStatus.State.ShouldBe(OperationState.OperationPending);
        agent.Step(new VolumesChanged(uuid));
        agent.LastOperationUpdate().Status.State.ShouldBe(OperationState.OperationFinished);
    }

    [Fact]
    public void A_restarted_agent_tells_what_it_holds_and_what_is_not_acknowledged()
    {
        AgentScenario agent = WithVolume();
        UpdateOperationStatus told = agent.LastOperationUpdate();
        string total = agent.Total();

        agent.Crash();
        agent.Register();

        ReregisterAgent again = agent.Sent.Single(frame => frame.ReregisterAgent is not null).ReregisterAgent;
        ResourceSet.From(again.Agent.Resources).ToString().ShouldBe("cpus:8; mem:1024; disk:1000");
        ResourceSet.From(again.CheckpointedResources).ToString().ShouldBe(
            "disk(reservations: [(DYNAMIC,ads,ops)]):400; disk(reservations: [(DYNAMIC,ads,ops)])[v:data]:100");
        again.Operations.Count.ShouldBe(2);
        again.Operations[1].LatestStatus.ShouldBe(told.Status);
        again.Operations[1].FrameworkId.Value.ShouldBe("F");
        again.Operations[1].Uuid.Value.ShouldBe(told.OperationUuid);
        agent.LastOperationUpdate().ShouldBe(told);
        agent.Total().ShouldBe(total);
        agent.AcknowledgeOperation(told);
        agent.Crash();
        agent.Register();
        agent.Sent.Last(frame => frame.ReregisterAgent is not null).ReregisterAgent.Operations.Count.ShouldBe(1);
    }

    [Fact]
    public void Reservations_outlive_the_hosts_boot_and_the_agents_id()
    {
        AgentScenario agent = WithVolume();
        agent.BootId = "boot-2";
        agent.Crash();
        agent.Register();
        agent.Total().ShouldContain("[v:data]:100");

        agent.FromMaster(new AgentLinkFrame { ShutdownAgent = new ShutdownAgent { Message = "gone" } });
        agent.Crash();
        agent.Connect();

        RegisterAgent fresh = agent.Sent.Last().RegisterAgent;
        fresh.CheckpointedResources.Count.ShouldBe(2);
        agent.Machine.Checkpoint().ShouldNotContain(record => record.OperationAccepted != null);
    }

    [Fact]
    public void Resources_that_no_longer_hold_what_was_reserved_are_named()
    {
        AgentScenario agent = WithVolume();

        ResourceRecords.Fault(agent.Log, ResourceText.Parse("cpus:1;disk:500", [])!).ShouldBeNull();
        ResourceRecords.Fault(agent.Log, ResourceText.Parse("cpus:8;disk:499", [])!).ShouldBe(
            "Checkpointed resources disk(reservations: [(DYNAMIC,ads,ops)]):400; disk(reservations: [(DYNAMIC,ads,ops)])[v:data]:100 "
            + "are incompatible with agent resources cpus:8; disk:499: Incompatible agent resources: "
            + "cpus:8; disk:99; disk(reservations: [(DYNAMIC,ads,ops)]):400 does not contain disk:100");
    }

    private static AgentScenario WithVolume()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.ApplyWhole(Reserve(Reserved("disk", 500)));
        agent.ApplyWhole(Create(Volume("v")));
        return agent;
    }
}
