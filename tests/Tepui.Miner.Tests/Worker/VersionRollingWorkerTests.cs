using System.Collections.Generic;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Tests.Worker;

/// <summary>BIP 310 as a worker lives it.</summary>
public class VersionRollingWorkerTests
{
    private const double Easy = 1e-6;
    private const uint Mask = 0x00ffe000;
    private const uint NarrowMask = 0x00006000;

    [Fact]
    public async Task A_worker_asks_for_version_rolling_before_anything_else()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        var configure = await server.ExpectAsync<ConfigureRequest>();
        configure.Extensions.ShouldBe(["version-rolling"]);
        configure.VersionMask.ShouldBe(0x1fffe000u);
        await server.ExpectAsync<SubscribeRequest>();
    }

    [Fact]
    public async Task Where_the_server_allows_it_the_version_is_rolled_within_the_mask()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync(Mask);
        var job = ScriptedServer.Job("a");
        await server.SendAsync(new SetDifficultyNotification(Easy), job);
        var seen = new HashSet<uint>();
        while (seen.Count < 3)
        {
            var share = await server.ExpectAsync<SubmitRequest>();
            var bits = share.VersionBits.ShouldNotBeNull();
            VersionRolling.IsAllowed(bits, Mask).ShouldBeTrue();
            var version = VersionRolling.Apply(job.Version, bits, Mask);
            ScriptedServer.HashOf(job, share, ScriptedServer.Extranonce1, version).Meets(Target.FromDifficulty(Easy)).ShouldBeTrue();
            seen.Add(bits);
        }
    }

    [Fact]
    public async Task A_new_mask_holds_at_once_and_nothing_is_tried_twice()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync(Mask);
        var job = ScriptedServer.Job("a");
        await server.SendAsync(new SetDifficultyNotification(Easy), job);
        await server.ExpectAsync<SubmitRequest>();
        await server.SendAsync(new SetVersionMaskNotification(NarrowMask));
        await worker.NextLineAsync("versions are rolled within mask 00006000");
        SubmitRequest share;
        do
            share = await server.ExpectAsync<SubmitRequest>();
        while (share.Extranonce2 == "00000000");
        VersionRolling.IsAllowed(share.VersionBits!.Value, NarrowMask).ShouldBeTrue();
        var version = VersionRolling.Apply(job.Version, share.VersionBits.Value, NarrowMask);
        ScriptedServer.HashOf(job, share, ScriptedServer.Extranonce1, version).Meets(Target.FromDifficulty(Easy)).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_the_server_knows_no_extensions_a_share_has_five_parameters()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(new SetDifficultyNotification(Easy), ScriptedServer.Job("a"));
        (await server.ExpectAsync<SubmitRequest>()).VersionBits.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_closes_upon_it_is_asked_no_more()
    {
        await using var worker = new RunningWorker(new WorkerOptions("h", 1) { Threads = 1, Retries = 0 });
        await using (var first = await worker.NextServerAsync())
            await first.ExpectAsync<ConfigureRequest>();
        await using var second = await worker.NextServerAsync();
        await second.ExpectAsync<SubscribeRequest>();
    }
}
