using FsCheck;

namespace Tepui.Miner.Tests;

/// <summary>Runs properties with a fixed seed, so that a failure comes again.</summary>
internal static class Properties
{
    public static void Check(this Property property, int tests = 1000) => property.Check(
        Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(20260101UL, 311UL));
}
