using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace Tepui.Kernel.Tests.Master.Subscribers;

/// <summary>Who replays the operator event stream knows what the master knows, whenever he began to read.</summary>
public class ReplayPropertyTests
{
    [Fact]
    public void A_replayed_stream_gives_the_tasks_agents_and_frameworks_that_the_state_has()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(20).WithEndSize(200).WithReplay(20261121, 11);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(), static choices => Play([.. choices])).Check(config);
    }

    private static void Play(IReadOnlyList<int> choices)
    {
        var story = new MasterStory();
        var subscribers = new List<ScenarioSubscriber> { story.Scenario.Watch() };
        foreach (var choice in choices)
        {
            story.Play(choice);
            if (choice % 17 == 0 || subscribers[^1].IsClosed)
            {
                subscribers.Add(story.Scenario.Watch());
            }
        }

        var view = story.Scenario.Machine.TakeView();
        var open = subscribers.Where(static subscriber => !subscriber.IsClosed).ToList();
        open.ShouldNotBeEmpty();
        foreach (var subscriber in open)
        {
            subscriber.State.Agents.ShouldBe(ReplayedState.AgentsOf(view));
            subscriber.State.Frameworks.ShouldBe(ReplayedState.FrameworksOf(view));
            subscriber.State.Tasks.ShouldBe(ReplayedState.TasksOf(view));
        }
    }
}
