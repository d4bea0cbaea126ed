using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Translation;

namespace Tepui.Containerizer.Tests.Docker.Translation;

public sealed class LimitsTests
{
    private const long Mebibyte = 1024 * 1024;

    public static TheoryData<ContainerResources, bool, long?[]> Launches => new()
    {
        // Shares, quota, memory, reservation.
        { new() { Cpus = 0.5, MemoryBytes = 64 * Mebibyte }, false, [512, null, 64 * Mebibyte, null] },
        { new() { Cpus = 0.5, MemoryBytes = 64 * Mebibyte }, true, [512, 50_000, 64 * Mebibyte, null] },
        { new() { Cpus = 0.001, MemoryBytes = 1 }, true, [2, 1_000, 32 * Mebibyte, null] },
        { new() { Cpus = 1, CpuLimit = 2.5 }, false, [1024, 250_000, null, null] },
        { new() { Cpus = 1, CpuLimit = double.PositiveInfinity }, true, [1024, null, null, null] },
        { new() { MemoryBytes = 64 * Mebibyte, MemoryLimitBytes = 96 * Mebibyte }, false, [null, null, 96 * Mebibyte, 64 * Mebibyte] },
        { new() { MemoryBytes = 64 * Mebibyte, MemoryLimitBytes = long.MaxValue }, false, [null, null, null, 64 * Mebibyte] },
        { ContainerResources.None, true, [null, null, null, null] },
    };

    [Theory]
    [MemberData(nameof(Launches))]
    public void Apply_GivesSharesQuotaAndBounds(ContainerResources resources, bool boundsCpu, long?[] expected)
    {
        var host = new HostConfig();

        Limits.Apply(resources, boundsCpu, host);

        new[] { host.CpuShares, host.CpuQuota, host.Memory, host.MemoryReservation }.ShouldBe(expected);
        host.CpuPeriod.ShouldBe(host.CpuQuota is null ? null : 100_000);
    }

    [Fact]
    public void Change_AddsMemoryAndTakesNone()
    {
        var now = new LimitsInspection(512, 0, 0, 64 * Mebibyte, 128 * Mebibyte, 0);

        Limits.Change(new() { MemoryBytes = 96 * Mebibyte }, false, now)
            .ShouldBe(new UpdateContainer { Memory = 96 * Mebibyte, MemorySwap = 192 * Mebibyte });
        Limits.Change(new() { MemoryBytes = 48 * Mebibyte }, false, now).IsEmpty.ShouldBeTrue();
        Limits.Change(new() { MemoryLimitBytes = long.MaxValue }, false, now).MemorySwap.ShouldBe(-1);
        Limits.Change(new() { MemoryBytes = 96 * Mebibyte }, false, now with { Memory = 0 }).IsEmpty.ShouldBeTrue("there is no bound to be raised");
        Limits.Change(new() { MemoryBytes = 96 * Mebibyte }, false, now with { MemorySwap = -1 }).MemorySwap.ShouldBe(-1);
    }

    [Fact]
    public void Of_WhatWasApplied_IsWhatWasGiven()
    {
        foreach (ContainerResources given in (ContainerResources[])
            [
                new() { Cpus = 0.5, MemoryBytes = 64 * Mebibyte },
                new() { Cpus = 2, CpuLimit = 3, MemoryBytes = 64 * Mebibyte, MemoryLimitBytes = 96 * Mebibyte },
            ])
        {
            var host = new HostConfig();
            Limits.Apply(given, false, host);
            ContainerResources found = Limits.Of(new LimitsInspection(
                host.CpuShares ?? 0, host.CpuPeriod ?? 0, host.CpuQuota ?? 0, host.Memory ?? 0, 0, host.MemoryReservation ?? 0));

            (found.Cpus, found.CpuLimit, found.MemoryBytes, found.MemoryLimitBytes)
                .ShouldBe((given.Cpus, given.CpuLimit, given.MemoryBytes, given.MemoryLimitBytes));
        }
    }
}
