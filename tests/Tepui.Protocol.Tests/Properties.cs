using FsCheck;

namespace Tepui.Protocol.Tests;

/// <summary>Property checks always start from the same seed, so that a failure is the same everywhere.</summary>
internal static class Properties
{
    public static Config Fixed(int count) =>
        Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20261121UL, 7UL);
}
