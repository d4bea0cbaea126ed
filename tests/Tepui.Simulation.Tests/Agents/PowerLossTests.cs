using System;
using System.Linq;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Clusters;

namespace Tepui.Simulation.Tests.Agents;

/// <summary>What an agent is after its host lost its power.</summary>
public sealed class PowerLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_agent_that_had_just_registered_comes_back_as_the_same_one(long seed)
    {
        var cluster = new Cluster(seed);
        cluster.Start();
        cluster.World.RunUntil(() => cluster.Agents.All(IsRegistered), TimeSpan.FromMinutes(1)).ShouldBeTrue();
        var before = cluster.Agents.Select(Id).ToList();

        foreach (SimulatedAgent agent in cluster.Agents)
            agent.RebootHost(TimeSpan.FromSeconds(30));
        cluster.World.RunUntil(() => cluster.Agents.All(IsRegistered), TimeSpan.FromMinutes(5)).ShouldBeTrue();

        cluster.Agents.Select(Id).ShouldBe(before);
    }

    private static bool IsRegistered(SimulatedAgent agent) => agent.Machine?.View().Registered == true;

    private static string? Id(SimulatedAgent agent) => agent.Machine!.View().Id?.Value;
}
