using System;
using System.IO;
using Mesos.V1;
using Tepui.Cli.Execute;
using Tepui.Kernel.Resources;
using Tepui.Testing;

namespace Tepui.Cli.Tests.Execute;

public sealed class OfferWaitTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly StringWriter _progress = new();

    [Fact]
    public void A_short_wait_is_not_told()
    {
        var wait = Wait("cpus:1");
        wait.Subscribed();

        _time.Advance(TimeSpan.FromSeconds(2.9));
        wait.End();
        _time.Advance(TimeSpan.FromSeconds(10));

        Told().ShouldBeEmpty();
    }

    [Fact]
    public void A_wait_without_any_offer_is_told_once()
    {
        var wait = Wait("cpus:1");
        wait.Subscribed();

        _time.Advance(TimeSpan.FromSeconds(20));

        Told().ShouldHaveSingleItem().ShouldBe(
            "Still waiting: the master has offered nothing to role 'ads': it has no agent yet, or all that agents have is in use or reserved");
    }

    [Fact]
    public void Of_offers_too_small_the_nearest_is_told_with_what_it_lacks()
    {
        var wait = Wait("cpus:4;mem:1024;ports:[80-81]");
        wait.Subscribed();
        wait.TooSmall(Offer("small", "cpus:1;mem:128;ports:[80-90]"));
        wait.TooSmall(Offer("large", "cpus:2.5;mem:4096;ports:[81-90]"));
        wait.TooSmall(Offer("tiny", "cpus:0.1"));

        _time.Advance(TimeSpan.FromSeconds(3));

        Told().ShouldHaveSingleItem().ShouldBe(
            "Still waiting: no offer holds what was asked: the nearest of 3 agents, large, is short of cpus by 1.5 (4 asked, 2.5 offered), "
            + "ports by [80-80]");
    }

    [Fact]
    public void Of_a_resource_that_no_agent_has_all_is_short()
    {
        var wait = Wait("gpus:2");
        wait.Subscribed();
        wait.TooSmall(Offer("only", "cpus:4"));

        _time.Advance(TimeSpan.FromSeconds(3));

        Told().ShouldHaveSingleItem().ShouldEndWith("the one agent, only, is short of gpus by 2 (2 asked, 0 offered)");
    }

    [Fact]
    public void What_is_reserved_counts_as_not_offered()
    {
        var wait = Wait("cpus:2");
        wait.Subscribed();
        wait.TooSmall(Offer("only", "cpus:1;cpus(ads):8"));

        _time.Advance(TimeSpan.FromSeconds(3));

        Told().ShouldHaveSingleItem().ShouldEndWith("is short of cpus by 1 (2 asked, 1 offered)");
    }

    [Fact]
    public void Another_reason_is_told_too_and_the_same_one_is_not_told_again()
    {
        var wait = Wait("cpus:4");
        _time.Advance(TimeSpan.FromSeconds(3));
        wait.Unreachable("connection refused");
        _time.Advance(TimeSpan.FromSeconds(6));
        wait.Subscribed();
        wait.TooSmall(Offer("a", "cpus:1"));
        _time.Advance(TimeSpan.FromSeconds(3));
        wait.TooSmall(Offer("a", "cpus:1"));
        _time.Advance(TimeSpan.FromSeconds(3));
        wait.AgentLost(new AgentID { Value = "a" });
        _time.Advance(TimeSpan.FromSeconds(3));

        var told = Told();
        told.Length.ShouldBe(4);
        told[0].ShouldBe("Still waiting: the master at m:5050 has not answered yet");
        told[1].ShouldBe("Still waiting: connection refused");
        told[2].ShouldContain("short of cpus by 3");
        told[3].ShouldContain("offered nothing");
    }

    [Fact]
    public void A_scheduler_tells_it_of_every_offer_that_does_not_fit_and_ends_it_with_the_launch()
    {
        var driver = new CallList();
        var wait = Wait("cpus:4");
        var task = new TaskInfo { Name = "t", TaskId = new TaskID { Value = "t" } };
        var scheduler = new ExecuteScheduler(ExecuteWork.Of(task, ResourceText.Parse("cpus:4", [])!), TextWriter.Null, wait);

        scheduler.Registered(driver, new FrameworkID { Value = "f" }, new MasterInfo());
        scheduler.ResourceOffers(driver, [Offer("a", "cpus:3")]);
        _time.Advance(TimeSpan.FromSeconds(3));
        scheduler.ResourceOffers(driver, [Offer("b", "cpus:4")]);
        _time.Advance(TimeSpan.FromSeconds(30));

        driver.Calls.ShouldBe(["decline a", "launch on b", "suppress"]);
        Told().ShouldHaveSingleItem().ShouldContain("the one agent, a, is short of cpus by 1 (4 asked, 3 offered)");
    }

    public void Dispose() => _progress.Dispose();

    private OfferWait Wait(string needed) => new("m:5050", "ads", ResourceText.Parse(needed, [])!, _progress, _time);

    private string[] Told() => _progress.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Offer Offer(string agent, string resources)
    {
        var offer = new Offer { Id = new OfferID { Value = agent }, AgentId = new AgentID { Value = agent }, Hostname = agent };
        ResourceText.Parse(resources, [])!.WithAllocation("ads").CopyTo(offer.Resources);
        return offer;
    }
}
