using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Allocator;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Master;
using static Tepui.Kernel.Tests.Master.OperatorCallMaker;
using Answer = Mesos.V1.Allocator.InverseOfferStatus.Types.Status;

namespace Tepui.Kernel.Tests.Master.Calls;

/// <summary>ACCEPT_INVERSE_OFFERS and DECLINE_INVERSE_OFFERS, and when frameworks are asked.</summary>
public class InverseOfferTests
{
    private readonly MasterScenario _scenario = new();

    [Theory]
    [InlineData(true, Answer.Accept)]
    [InlineData(false, Answer.Decline)]
    public void Answers_AreShown_AndTheFrameworkIsAskedAgainWhenItsFilterEnds(bool accepts, Answer answer)
    {
        var (agent, scheduler) = Scheduled();
        var question = scheduler.InverseOffers.Single();
        _scenario.Machine.TakeView().Frameworks[0].InverseOffers.Single().Id.ShouldBe(question.Id);

        scheduler.AnswerInverse(question, accepts, 60).ShouldBeNull();

        Statuses().Single().ShouldBe(new InverseOfferStatus
        {
            Status = answer,
            FrameworkId = scheduler.Id,
            Timestamp = new TimeInfo { Nanoseconds = _scenario.Now.ToUnixTimeSeconds() * 1_000_000_000 },
        });
        _scenario.Machine.TakeView().Frameworks[0].InverseOffers.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(59));
        scheduler.InverseOffers.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(1));
        scheduler.InverseOffers.Single().AgentId.ShouldBe(agent.Id);
        Statuses().Single().Status.ShouldBe(answer, "the last answer stands until the next");
    }

    [Fact]
    public void FilterOfNothing_AsksAgainNoSoonerThanTheNextAllocation()
    {
        var (_, scheduler) = Scheduled();
        scheduler.AnswerInverse(scheduler.InverseOffers.Single(), accepts: true, 0);
        scheduler.InverseOffers.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(1));
        scheduler.InverseOffers.ShouldHaveSingleItem();
    }

    [Fact]
    public void NewSchedule_ForgetsAnswersAndFilters()
    {
        var (agent, scheduler) = Scheduled();
        scheduler.AnswerInverse(scheduler.InverseOffers.Single(), accepts: true, 3600);
        _scenario.Operate(Schedule(Window(5, Machine(agent.Info.Hostname)))).ShouldBeNull();
        Statuses().ShouldBeEmpty();
        scheduler.InverseOffers.Single().Unavailability.Start.Nanoseconds.ShouldBe(5_000_000_000);
    }

    [Fact]
    public void Revive_EndsFilters()
    {
        var (_, scheduler) = Scheduled();
        scheduler.AnswerInverse(scheduler.InverseOffers.Single(), accepts: false, 3600);
        scheduler.Call(Call.Types.Type.Revive);
        scheduler.InverseOffers.ShouldHaveSingleItem();
    }

    [Fact]
    public void FrameworkWithNothingOnTheAgent_IsNotAsked_UntilItIsOfferedSomething()
    {
        var agent = _scenario.Register();
        var first = _scenario.Subscribe();
        var second = _scenario.Subscribe();
        first.Launch(first.Offers[0], TaskInfos.Command("a", first.Offers[0], "cpus:4;mem:4096;disk:10240;ports:[31000-32000]"));
        _scenario.Operate(Schedule(Window(1, Machine(agent.Info.Hostname)))).ShouldBeNull();
        first.InverseOffers.ShouldHaveSingleItem();
        second.InverseOffers.ShouldBeEmpty();

        first.Call(Call.Types.Type.Suppress);
        agent.Update(first.Id.Value, "a", TaskState.TaskFinished);
        second.Offers.ShouldHaveSingleItem();
        second.InverseOffers.ShouldHaveSingleItem();
    }

    [Fact]
    public void DeactivatedOrDisconnectedAgent_NobodyIsAskedAboutIt()
    {
        var (agent, scheduler) = Scheduled();
        _scenario.Operate(Deactivate(agent.Id.Value)).ShouldBeNull();
        scheduler.InverseOffers.ShouldBeEmpty();
        _scenario.Operate(Reactivate(agent.Id.Value)).ShouldBeNull();
        scheduler.InverseOffers.ShouldHaveSingleItem();
        var back = agent.LoseLink();
        scheduler.InverseOffers.ShouldBeEmpty();
        back.Reregister();
        scheduler.InverseOffers.ShouldHaveSingleItem();
    }

    [Fact]
    public void FrameworkThatSubscribesAgain_IsAskedAgain()
    {
        var (agent, scheduler) = Scheduled(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 3600);
        scheduler.AnswerInverse(scheduler.InverseOffers.Single(), accepts: true, 3600);
        scheduler.Disconnect();
        _scenario.Timers.OfType<MasterTimer.InverseOfferFilter>().ShouldBeEmpty();
        var again = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 3600, scheduler.Id.Value);
        again.InverseOffers.Single().AgentId.ShouldBe(agent.Id);
        var rival = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 3600, scheduler.Id.Value);
        rival.InverseOffers.Single().AgentId.ShouldBe(agent.Id);
    }

    [Fact]
    public void MasterThatStartsAnew_AsksAgain_AndHasForgottenTheAnswers()
    {
        var (agent, scheduler) = Scheduled();
        scheduler.AnswerInverse(scheduler.InverseOffers.Single(), accepts: true, 3600);
        _scenario.RestartMaster();
        agent.LoseLink().Reregister();
        var again = _scenario.Subscribe();
        again.InverseOffers.ShouldHaveSingleItem();
        again.Offers.Single().Unavailability.ShouldNotBeNull();
        Statuses().ShouldBeEmpty();
    }

    [Fact]
    public void OfferTimeout_TakesTheQuestionBack_AndAsksAgain()
    {
        var scenario = new MasterScenario(static config => config with { OfferTimeout = TimeSpan.FromSeconds(30) });
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scenario.Operate(Schedule(Window(1, Machine(agent.Info.Hostname)))).ShouldBeNull();
        var question = scheduler.InverseOffers.Single();
        scenario.Advance(TimeSpan.FromSeconds(31));
        scheduler.Events.Count(static e => e.RescindInverseOffer is not null).ShouldBe(1);
        scheduler.InverseOffers.Single().Id.ShouldNotBe(question.Id);
    }

    [Fact]
    public void AnswersThatFitNothing_AreDropped()
    {
        var (_, scheduler) = Scheduled();
        var other = _scenario.Subscribe();
        var question = scheduler.InverseOffers.Single();
        other.AnswerInverse(question, accepts: true, 5).ShouldBeNull();
        scheduler.Call(Call.Types.Type.AcceptInverseOffers, static call => call.AcceptInverseOffers = new()).ShouldBeNull();
        scheduler.Call(
            Call.Types.Type.DeclineInverseOffers,
            static call => call.DeclineInverseOffers = new() { InverseOfferIds = { new OfferID { Value = "nosuch" } } }).ShouldBeNull();
        Statuses().ShouldBeEmpty();
        _scenario.Notices.OfType<CallDropped>().Select(static drop => drop.Reason).ShouldBe([
            $"Inverse offer {question.Id.Value} is no longer valid",
            "No inverse offers specified",
            "Inverse offer nosuch is no longer valid",
        ]);
    }

    [Theory]
    [InlineData(Call.Types.Type.AcceptInverseOffers, "accept_inverse_offers")]
    [InlineData(Call.Types.Type.DeclineInverseOffers, "decline_inverse_offers")]
    public void CallWithoutItsMessage_Is400(Call.Types.Type type, string field)
    {
        var refusal = _scenario.Subscribe().Call(type).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.BadRequest);
        refusal.Message.ShouldBe($"Failed to validate scheduler::Call: Expecting '{field}' to be present");
    }

    private (ScenarioAgent Agent, ScenarioScheduler Scheduler) Scheduled(Action<Call.Types.Subscribe>? change = null)
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe(change);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        _scenario.Operate(Schedule(Window(1, Machine(agent.Info.Hostname)))).ShouldBeNull();
        return (agent, scheduler);
    }

    private InverseOfferStatus[] Statuses() =>
        [.. _scenario.Machine.TakeView().MaintenanceStatus.DrainingMachines.SelectMany(static machine => machine.Statuses)];
}
