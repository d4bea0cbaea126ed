using FsCheck;
using FsCheck.Fluent;

namespace Tepui.Kernel.Tests.Master;

/// <summary>Random stories: whatever schedulers, agents, time and crashes do, the invariants hold after each step.</summary>
public class MasterPropertyTests
{
    [Fact]
    public void Whatever_happens_resources_are_conserved_and_nothing_is_given_out_twice()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(400).WithStartSize(20).WithEndSize(150).WithReplay(20261121, 7);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(), static choices => new MasterStory(MasterInvariants.Check).Play(choices))
            .Check(config);
    }
}
