using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Containerizer.Isolation.Disk.Xfs;

namespace Tepui.Containerizer.Tests.Isolation.Disk;

/// <summary>Which project ids are somebody's.</summary>
public class ProjectIdsTests
{
    private readonly ProjectCounts _counts = new();

    [Fact]
    public void LowestFreeId_IsGiven_UntilThereIsNone()
    {
        var ids = new ProjectIds([(20, 21), (7, 7)], _counts);
        (_counts.Total, _counts.Free).ShouldBe((3, 3));

        ids.Claim(20);
        ids.Take().ShouldBe(7u);
        ids.Take().ShouldBe(21u);
        ids.Take().ShouldBeNull();
        (_counts.Total, _counts.Free).ShouldBe((3, 0));

        ids.Return(20);
        ids.Take().ShouldBe(20u);
    }

    /// <summary>--xfs_project_range was another one when it was given.</summary>
    [Fact]
    public void IdOutOfTheRange_IsNeverGiven()
    {
        var ids = new ProjectIds([(5, 5)], _counts);
        ids.Claim(9);
        ids.Return(9);
        _counts.Free.ShouldBe(1);
        ids.Take().ShouldBe(5u);
        ids.Take().ShouldBeNull();
    }

    [Fact]
    public void LastId_IsTheGreatestThereIs()
    {
        var ids = new ProjectIds([(uint.MaxValue, uint.MaxValue)], _counts);
        ids.Take().ShouldBe(uint.MaxValue);
        ids.Take().ShouldBeNull();
    }

    [Fact]
    public void NoId_HasTwoHolders() => Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), steps =>
    {
        var ids = new ProjectIds([(1, 4)], _counts);
        var held = new List<uint>();
        foreach (int step in steps)
        {
            if (step % 2 == 0 && held.Count > 0)
            {
                uint given = held[(step & int.MaxValue) % held.Count];
                _ = held.Remove(given);
                ids.Return(given);
            }
            else if (ids.Take() is { } id)
            {
                held.Add(id);
            }
        }

        return held.Distinct().Count() == held.Count && _counts.Free == 4 - held.Count;
    }).Check(Config.QuickThrowOnFailure.WithReplay(20_261_122, 7));

    [Theory]
    [InlineData(false, false, 0, 0)]
    [InlineData(false, true, 0, 0)]
    [InlineData(true, false, 1000, 1000)]
    [InlineData(true, true, 1000, 1100)]
    public void Limits_LeaveRoomOnlyForWhoIsKilled(bool enforces, bool kills, long soft, long hard) =>
        ProjectLimits.Of(1000, enforces, new ProjectOptions { Kills = kills, HeadroomBytes = 100 }).ShouldBe((soft, hard));

    [Fact]
    public void Project_IsHeldByAnyOfItsFolders()
    {
        var held = new HeldProjects();
        held.Hold(5, new HeldFolder("/sandbox", "/dev/a"));
        held.Hold(5, new HeldFolder("/scratch", "/dev/a"));

        held.TakeGone(_ => false, (folder, _) => folder == "/scratch").ShouldBeEmpty();
        held.TakeGone(project => project == 5, (_, _) => false).ShouldBeEmpty("its container has not ended");
        (uint project, IReadOnlyList<string> devices) = held.TakeGone(_ => false, (_, _) => false).ShouldHaveSingleItem();
        project.ShouldBe(5u);
        devices.ShouldBe(["/dev/a"]);
        held.TakeGone(_ => false, (_, _) => false).ShouldBeEmpty();
    }
}
