using System;
using System.Collections.Generic;
using System.Globalization;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Simulation.Frameworks;

/// <summary>Decides what is done with an offer: tasks, pods, reservations, volumes, in any mixture, each on what those before left.</summary>
internal sealed class WorkloadOffers(WorkloadTraits traits, FrameworkDisk disk, Random random)
{
    /// <param name="launched">Told each task that is launched.</param>
    public List<Operation> Use(Offer offer, int tasks, string executorFramework, Action<TaskInfo> launched)
    {
        var pool = new OfferPool(offer);
        var operations = new List<Operation>();
        for (int steps = random.Next(1, 4); steps > 0; steps--)
        {
            var operation = random.Next(10) switch
            {
                0 => Reserve(pool, offer),
                1 => Create(pool),
                2 => Unreserve(pool),
                3 => Destroy(pool),
                4 when tasks >= 2 => Group(pool, offer, executorFramework, ref tasks, launched),
                _ => Launch(pool, offer, ref tasks, launched),
            };
            if (operation is not null)
            {
                operations.Add(operation);
            }
        }

        return operations;
    }

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private Operation? Launch(OfferPool pool, Offer offer, ref int tasks, Action<TaskInfo> launched)
    {
        var infos = new List<TaskInfo>();
        for (int wanted = random.Next(1, 4); wanted > 0 && tasks > 0 && Task(pool, offer) is { } task; wanted--)
        {
            tasks--;
            if (random.Next(3) == 0 && pool.TakeWhole(OfferPool.IsVolume) is { } volume)
            {
                task.Resources.Add(volume);
            }

            infos.Add(task);
            launched(task);
        }

        return infos.Count == 0 ? null : OfferOperations.Launch(infos);
    }

    private Operation? Group(OfferPool pool, Offer offer, string framework, ref int tasks, Action<TaskInfo> launched)
    {
        var cpus = pool.Take("cpus", 0.1);
        var memory = pool.Take("mem", 32);
        if (cpus is null || memory is null || Task(pool, offer) is not { } first)
        {
            return null;
        }

        var infos = new List<TaskInfo> { first };
        if (Task(pool, offer) is { } second)
        {
            infos.Add(second);
        }

        tasks -= infos.Count;
        infos.ForEach(launched);
        var executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Default,
            ExecutorId = new ExecutorID { Value = Name("pod") },
            FrameworkId = new FrameworkID { Value = framework },
            Resources = { cpus, memory },
        };
        return OfferOperations.LaunchGroup(executor, infos);
    }

    private TaskInfo? Task(OfferPool pool, Offer offer)
    {
        var cpus = pool.Take("cpus", random.Next(1, 16) / 10.0);
        var memory = cpus is null ? null : pool.Take("mem", random.Next(1, 5) * 16);
        if (cpus is null || memory is null)
        {
            return null;
        }

        string id = Name("t");
        return new TaskInfo
        {
            Name = id,
            TaskId = new TaskID { Value = id },
            AgentId = offer.AgentId,
            Resources = { cpus, memory },
            Command = new CommandInfo { Value = Script() },
            KillPolicy = random.Next(4) == 0
                ? new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = random.Next(1, 20) * 1_000_000_000L } }
                : null,
        };
    }

    private string Script() => random.Next(10) switch
    {
        0 => "fail",
        1 => "run",
        2 => "run deaf",
        3 => "run 0",
        _ => $"run {Text(Math.Pow(10, (random.NextDouble() * 3.5) - 0.5))} exit {(random.Next(4) == 0 ? 1 : 0)}",
    };

    private Operation? Reserve(OfferPool pool, Offer offer)
    {
        string[] names = ["cpus", "mem", "disk"];
        string name = names[random.Next(names.Length)];
        double amount = name == "cpus" ? random.Next(1, 10) / 10.0 : random.Next(1, 5) * 16;
        if (pool.Take(name, amount, resource => resource.Reservations.Count == 0) is not { } part)
        {
            return null;
        }

        var reserved = part.ReservedFor(offer.AllocationInfo.Role, traits.Name);
        pool.Put(reserved.Clone());
        return Named(OfferOperations.Reserve(reserved));
    }

    private Operation? Unreserve(OfferPool pool)
    {
        if (pool.TakeWhole(resource => OfferPool.IsDynamicallyReserved(resource) && !OfferPool.IsVolume(resource)) is not { } part)
        {
            return null;
        }

        var free = part.Clone();
        free.Reservations.RemoveAt(free.Reservations.Count - 1);
        pool.Put(free);
        return Named(OfferOperations.Unreserve(part));
    }

    private Operation? Create(OfferPool pool)
    {
        if (pool.TakeWhole(resource => resource.Name == "disk" && resource.Disk is null && OfferPool.IsDynamicallyReserved(resource))
            is not { } part)
        {
            return null;
        }

        var volume = part.AsVolume(Name("v"), "data", traits.Name);
        pool.Put(volume.Clone());
        return Named(OfferOperations.Create(volume));
    }

    private Operation? Destroy(OfferPool pool)
    {
        if (pool.TakeWhole(OfferPool.IsVolume) is not { } volume)
        {
            return null;
        }

        var reserved = volume.Clone();
        reserved.Disk = null;
        pool.Put(reserved);
        return Named(OfferOperations.Destroy(volume));
    }

    private Operation Named(Operation operation) => random.Next(2) == 0 ? operation : operation.WithId(Name("o"));

    /// <summary>Written down before it is used.</summary>
    private string Name(string kind) => $"{traits.Name}-{kind}{++disk.Named}";
}
