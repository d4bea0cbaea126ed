using System.Diagnostics;

namespace Tepui.Simulation.Tests.Runs;

/// <summary>That the checkers can fail: each of the five planted bugs is found, within so many seeds from the first one on.</summary>
[Trait("Category", "Long")]
public sealed class PlantedBugTests
{
    [Theory]
    [InlineData("LostUpdate", 3, "in the end ")]
    [InlineData("DoubleAllocation", 1, "resources are neither lost nor given twice")]
    [InlineData("UnfencedLeader", 10, "a leader that was deposed has no effect")]
    [InlineData("ForgottenRecovery", 3, "tasks outlive their agent's process")]
    [InlineData("EarlyAcknowledgement", 1, "what an operator was told is done stays done")]
    public void A_planted_bug_is_found(string bug, int seeds, string rule)
    {
        var start = new ProcessStartInfo(
            Testing.Repository.At("eng", "sim"), [$"--bug={bug}", "--seed=1", $"--seeds={seeds}", "--hours=0.5", "--first"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        process.ExitCode.ShouldBe(1, output);
        output.ShouldContain($"VIOLATION {rule}");
    }
}
