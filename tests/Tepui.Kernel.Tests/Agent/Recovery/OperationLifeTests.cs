using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Volumes;
using static Tepui.Kernel.Tests.Agent.AgentResources;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Tests.Agent.Recovery;

/// <summary>
/// Whatever is dropped, repeated or crashed, and whenever: what the agent holds, what is on the disk and what the master was told
/// come to the same.
/// </summary>
public sealed class OperationLifeTests
{
    private const int Units = 8;
    private const double Unit = 100;

    [Fact]
    public void Any_life_ends_with_every_operation_done_once_and_told()
    {
        Gen<int[]> moves = Gen.Choose(0, 9_999).ArrayOf(80);
        Prop.ForAll(Arb.From(moves), static drawn => new Life(drawn).Holds()).Check(FsCheck.Config.QuickThrowOnFailure.WithReplay(20260102, 9).WithMaxTest(150));
    }

    private sealed class Life(int[] moves)
    {
        private readonly AgentScenario _agent = AgentScenario.Registered(AgentResources.Config($"cpus:1;disk:{Units * Unit}"), moves.FirstOrDefault());
        private readonly HashSet<string> _directories = [];
        private readonly HashSet<string> _volumes = [];
        private readonly Dictionary<ByteString, List<OperationState>> _told = [];
        private readonly List<UpdateOperationStatus> _unacknowledged = [];
        private int _reserved;
        private int _operations;
        private int _changes;
        private int _seen;

        public bool Holds()
        {
            foreach (int move in moves)
            {
                Move(move);
                Watch();
            }

            for (int round = 0; round < 3; round++)
            {
                while (ChangeDisk())
                {
                    // All that is asked for.
                }

                Watch();
                AcknowledgeAll();
                Pass(TimeSpan.FromSeconds(50));
                Watch();
            }

            _told.Count.ShouldBe(_operations);
            _told.Values.ShouldAllBe(states => states.All(state => state == OperationState.OperationFinished));
            _directories.ShouldBe(_volumes.Select(id => "/work_dir/volumes/roles/ads/" + id), ignoreOrder: true);
            _agent.Machine.Checkpoint().ShouldNotContain(record => record.OperationAccepted != null);
            _agent.Crash();
            _agent.Register();
            ReregisterAgent again = _agent.Sent.Last(frame => frame.ReregisterAgent is not null).ReregisterAgent;
            again.Operations.ShouldBeEmpty();
            again.CheckpointedResources.Where(held => held.Disk is not null).Select(held => held.Disk.Persistence.Id).ShouldBe(_volumes, ignoreOrder: true);
            again.CheckpointedResources.Where(held => held.Disk is null).Sum(held => held.Scalar.Value).ShouldBe((_reserved - _volumes.Count) * Unit);
            return true;
        }

        private void Move(int move)
        {
            switch (move % 7)
            {
                case 0 or 1 or 6 when Draw(move / 7) is { } operation:
                    _agent.Apply(operation, move % 5 == 0 ? null : AgentScenario.Framework, "op" + _operations++);
                    break;
                case 2:
                    ChangeDisk();
                    break;
                case 3 when _unacknowledged.Count > 0:
                    _agent.AcknowledgeOperation(_unacknowledged[move % _unacknowledged.Count]);
                    break;
                case 4 when move % 3 == 0:
                    // What was asked of the disk is done or not when the process dies; the answer is lost with it.
                    ChangeVolumes[] asked = [.. _agent.Effects.OfType<ChangeVolumes>()];
                    for (int i = _changes; i < asked.Length && move % 2 == 0; i++)
                    {
                        CarryOut(asked[i]);
                    }

                    _changes = asked.Length;
                    _agent.Crash();
                    _agent.Register();
                    break;
                case 5 when move % 3 == 0:
                    _agent.Disconnect();
                    _agent.Register();
                    break;
                case 5:
                    Pass(TimeSpan.FromMilliseconds(move));
                    break;
            }
        }

        /// <summary>An operation that a master would find possible.</summary>
        private Operation? Draw(int choice)
        {
            switch (choice % 4)
            {
                case 0 when _reserved < Units:
                    _reserved++;
                    return Reserve(Reserved("disk", Unit));
                case 1 when _reserved > _volumes.Count:
                    _reserved--;
                    return Unreserve(Reserved("disk", Unit));
                case 2 when _reserved > _volumes.Count && _volumes.Add("v" + (choice % 3)):
                    return Create(Volume("v" + (choice % 3), Unit));
                case 3 when _volumes.Count > 0:
                    string id = _volumes.Order().First();
                    _volumes.Remove(id);
                    return Destroy(Volume(id, Unit));
                default:
                    return null;
            }
        }

        private bool ChangeDisk()
        {
            if (_agent.Effects.OfType<ChangeVolumes>().ElementAtOrDefault(_changes) is not { } change)
            {
                return false;
            }

            _changes++;
            CarryOut(change);
            _agent.Step(new VolumesChanged(change.Operation));
            return true;
        }

        private void CarryOut(ChangeVolumes change)
        {
            foreach (VolumePlace volume in change.Volumes)
            {
                _ = change.Removes ? _directories.Remove(volume.Directory) : _directories.Add(volume.Directory);
            }
        }

        private void Watch()
        {
            for (; _seen < _agent.Sent.Count; _seen++)
            {
                if (_agent.Sent[_seen].UpdateOperationStatus is { } update)
                {
                    if (!_told.TryGetValue(update.OperationUuid, out List<OperationState>? states))
                    {
                        _told[update.OperationUuid] = states = [];
                    }

                    states.Add(update.Status.State);
                    _unacknowledged.Add(update);
                }
            }
        }

        private void AcknowledgeAll()
        {
            foreach (UpdateOperationStatus update in _unacknowledged)
            {
                _agent.AcknowledgeOperation(update);
            }
        }

        private void Pass(TimeSpan time)
        {
            _agent.Advance(time);
            if (_agent.Link is null)
            {
                _agent.Register();
            }
        }
    }
}
