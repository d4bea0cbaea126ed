using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Call = Mesos.V1.Master.Call;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Tests.Master;

/// <summary>
/// Random stories of operations, possible and impossible ones, by frameworks and operators, with agents that lose what they
/// were told and masters that crash: no agent ever has a thousandth more or less than it began with, of anything.
/// </summary>
public class OperationPropertyTests
{
    [Fact]
    public void Whatever_operations_are_asked_for_quantities_are_conserved()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(20).WithEndSize(120).WithReplay(20261121, 9);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(), static choices => new Story().Play(choices)).Check(config);
    }

    private sealed class Story
    {
        private static readonly string[] Roles = ["ads", "ads/east", "web"];

        private readonly MasterScenario _scenario = new() { AfterBatch = Check };
        private readonly List<ScenarioAgent> _away = [];
        private readonly List<string> _frameworks = [];
        private int _tasks;

        public void Play(IReadOnlyList<int> choices)
        {
            _scenario.Register("cpus:4;mem:1024;disk:1000;ports:[1-100]", 6001);
            _scenario.Register("cpus:2.5;mem:512;disk(ads):300;disk:200", 6002);
            Subscribe(0);
            foreach (var choice in choices)
            {
                Act(choice % 20, choice / 20);
            }
        }

        private static void Check(MasterScenario scenario)
        {
            MasterInvariants.Check(scenario);
            foreach (var agent in scenario.Machine.TakeView().Agents)
            {
                var flags = ResourceSet.From(agent.Info.Resources);
                foreach (var name in new[] { "cpus", "mem", "disk" })
                {
                    agent.Total.Scalar(name).ShouldBe(flags.Scalar(name), $"{name} of agent {agent.Id}: {agent.Total}");
                }

                agent.Total.Ranges("ports").ShouldBe(flags.Ranges("ports"));
                CheckpointedResources.Apply(flags, CheckpointedResources.Of(agent.Total), out var fault).ShouldNotBeNull(fault)
                    .Equals(agent.Total).ShouldBeTrue($"agent {agent.Id} could not come back with {agent.Total}");
            }
        }

        private void Act(int action, int choice)
        {
            switch (action)
            {
                case 0:
                    Subscribe(choice);
                    break;
                case >= 1 and <= 8:
                    Accept(choice);
                    break;
                case 9 or 10:
                    Operate(choice);
                    break;
                case 11 or 12:
                    EndTask(choice);
                    break;
                case 13:
                    Pick(_scenario.Schedulers, choice)?.Disconnect();
                    break;
                case 14:
                    LoseLink(choice);
                    break;
                case 15 or 16:
                    Return(choice);
                    break;
                case 17:
                    Settle(choice);
                    break;
                case 18:
                    _scenario.Advance(TimeSpan.FromSeconds(choice % 20));
                    break;
                case 19 when choice % 4 == 0:
                    _away.AddRange(_scenario.Agents.ToList());
                    _scenario.RestartMaster();
                    break;
            }
        }

        private void Subscribe(int choice)
        {
            if (_scenario.Schedulers.Count() >= 4)
            {
                return;
            }

            var known = choice % 2 == 0 ? Pick(_frameworks.Where(IsAway), choice) : null;
            var scheduler = _scenario.Subscribe(
                subscribe =>
                {
                    subscribe.FrameworkInfo.FailoverTimeout = 3600;
                    subscribe.FrameworkInfo.Roles[0] = Roles[choice % Roles.Length];
                    subscribe.FrameworkInfo.Capabilities.Add(new Capability { Type = Capability.Types.Type.ReservationRefinement });
                },
                known);
            if (!scheduler.IsClosed && !_frameworks.Contains(scheduler.Id.Value))
            {
                _frameworks.Add(scheduler.Id.Value);
            }
        }

        private bool IsAway(string framework) => _scenario.Schedulers.All(scheduler => scheduler.Id.Value != framework);

        private void Accept(int choice)
        {
            var scheduler = Pick(_scenario.Schedulers.Where(static scheduler => scheduler.Offers.Count > 0), choice);
            if (scheduler is null)
            {
                return;
            }

            var offer = Pick(scheduler.Offers, choice / 3)!;
            var random = new Random(choice);
            var operations = Enumerable.Range(0, 1 + (choice % 4))
                .Select(_ => Make(random, [.. ResourceSet.From(offer.Resources)], offer.AllocationInfo.Role, offer))
                .Select((operation, index) => (choice + index) % 3 == 0 && operation.Launch is null
                    ? operation.Named($"o{random.Next(20)}")
                    : operation)
                .ToArray();
            scheduler.Accept([offer], choice % 2 * 5, operations);
        }

        /// <summary>Some operation on some of the resources; what it needs may have been taken by one before it.</summary>
        private Operation Make(Random random, ResourceEntry[] entries, string role, Offer? offer)
        {
            var entry = entries[random.Next(entries.Length)];
            var part = Part(random, entry);
            var key = entry.Key;
            switch (random.Next(offer is null ? 4 : 5))
            {
                case 0 when key.IsPersistentVolume:
                    return Grow(Message(entry), Message(Any(random, entries, static entry => entry.Name == "disk")));
                case 1 when key.IsPersistentVolume:
                    return Shrink(Message(entry), FixedPoint.ToDouble(part.Thousandths));
                case 2 when key.IsPersistentVolume:
                    return Destroy(Message(entry));
                case 0 when key.IsReserved && entry.Name == "disk":
                    return Create(Message(part).Change(volume => volume.Disk = Volume(1, $"v{random.Next(6)}").Disk));
                case 1 when key.IsDynamicallyReserved:
                    return Unreserve([Message(part)]);
                case 4:
                    return Launch(TaskInfos.Command($"t{++_tasks}", offer!, change: task =>
                    {
                        task.Resources.Clear();
                        task.Resources.Add(Message(part));
                        if (random.Next(2) == 0)
                        {
                            task.Resources.Add(Message(entries[random.Next(entries.Length)]));
                        }
                    }));
                default:
                    return Reserve([Message(part.WithKey(key.WithReservations(
                        [.. key.Reservations, Reserved("cpus:1", role)[0].Reservations[0]])))]);
            }
        }

        private static ResourceEntry Any(Random random, ResourceEntry[] entries, Func<ResourceEntry, bool> wanted) =>
            entries.Where(wanted).ToArray() is { Length: > 0 } some ? Part(random, some[random.Next(some.Length)]) : entries[0];

        private static ResourceEntry Part(Random random, ResourceEntry entry) =>
            entry.Key.Kind != Value.Types.Type.Scalar || (entry.Key.IsExclusive && random.Next(3) > 0)
                ? entry
                : ResourceEntry.Scalar(entry.Key, random.Next(8) switch
                {
                    0 => entry.Thousandths + 1,
                    1 => 0,
                    _ => Math.Max(1, entry.Thousandths * random.Next(1, 5) / 4),
                });

        private static Resource Message(ResourceEntry entry) => ResourceMessage.FromEntry(entry, ReservationFormat.Refined);

        private void Operate(int choice)
        {
            var agent = Pick(_scenario.Agents.Where(static agent => agent.Info.Id is not null), choice);
            if (agent is null)
            {
                return;
            }

            var operation = Make(new Random(choice), [.. agent.Resources.Total], Roles[choice % Roles.Length], null);
            var (id, call) = (agent.Id, new Call());
            switch (operation.Type)
            {
                case Operation.Types.Type.Reserve:
                    call.ReserveResources = new Call.Types.ReserveResources { AgentId = id, Resources = { operation.Reserve.Resources } };
                    call.Type = Call.Types.Type.ReserveResources;
                    break;
                case Operation.Types.Type.Unreserve:
                    call.UnreserveResources = new Call.Types.UnreserveResources { AgentId = id, Resources = { operation.Unreserve.Resources } };
                    call.Type = Call.Types.Type.UnreserveResources;
                    break;
                case Operation.Types.Type.Create:
                    call.CreateVolumes = new Call.Types.CreateVolumes { AgentId = id, Volumes = { operation.Create.Volumes } };
                    call.Type = Call.Types.Type.CreateVolumes;
                    break;
                case Operation.Types.Type.Destroy:
                    call.DestroyVolumes = new Call.Types.DestroyVolumes { AgentId = id, Volumes = { operation.Destroy.Volumes } };
                    call.Type = Call.Types.Type.DestroyVolumes;
                    break;
                case Operation.Types.Type.GrowVolume:
                    call.GrowVolume = new Call.Types.GrowVolume
                    {
                        AgentId = id,
                        Volume = operation.GrowVolume.Volume,
                        Addition = operation.GrowVolume.Addition,
                    };
                    call.Type = Call.Types.Type.GrowVolume;
                    break;
                default:
                    call.ShrinkVolume = new Call.Types.ShrinkVolume
                    {
                        AgentId = id,
                        Volume = operation.ShrinkVolume.Volume,
                        Subtract = operation.ShrinkVolume.Subtract,
                    };
                    call.Type = Call.Types.Type.ShrinkVolume;
                    break;
            }

            _scenario.Operate(call);
        }

        private void EndTask(int choice)
        {
            var running = _scenario.Agents.SelectMany(static agent => agent.Tasks.Keys.Select(key => (agent, key))).ToList();
            if (running.Count > 0)
            {
                var (agent, (framework, task)) = running[choice % running.Count];
                agent.Update(framework, task, TaskState.TaskFinished);
            }
        }

        /// <summary>Statuses come late, again, or are acknowledged.</summary>
        private void Settle(int choice)
        {
            if (Pick(_scenario.Agents, choice) is { } agent)
            {
                agent.Resources.Answers = choice % 3 != 0;
                if (!agent.IsDeaf && agent.Info.Id is not null)
                {
                    agent.RetryOperations();
                }
            }

            foreach (var scheduler in _scenario.Schedulers.ToList())
            {
                if (scheduler.OperationStatuses.LastOrDefault() is { Uuid: not null } status)
                {
                    scheduler.Acknowledge(status);
                }

                scheduler.ReconcileOperations();
            }
        }

        private void LoseLink(int choice)
        {
            var agent = Pick(_scenario.Agents.Where(static agent => agent.Info.Id is not null), choice);
            if (agent is null)
            {
                return;
            }

            if (!agent.IsDeaf && choice % 2 == 0)
            {
                // What it is sent from now on never comes to it, and the master does not know that yet.
                agent.IsDeaf = true;
                return;
            }

            _scenario.Drop(agent.Connection);
            _away.Add(agent);
        }

        private void Return(int choice)
        {
            if (Pick(_away, choice) is { } agent)
            {
                _away.Remove(agent);
                var back = agent.LoseLink();
                back.AnswersReconciliation = true;
                back.Reregister();
            }
        }

        private static T? Pick<T>(IEnumerable<T> from, int choice)
            where T : class
        {
            var all = from.ToList();
            return all.Count == 0 ? null : all[choice % all.Count];
        }
    }
}
