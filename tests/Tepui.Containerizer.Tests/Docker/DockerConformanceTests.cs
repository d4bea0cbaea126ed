using System.IO;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>The shared suite on a real dockerd. Named again one by one, so that each can say why it is skipped where there is none.</summary>
[Collection(DockerCollection.Name)]
public sealed class DockerConformanceTests(SharedDaemon shared) : ContainerizerConformance
{
    protected override int KilledStatus => 137 << 8;

    protected override int ManyCount => 8;

    [DockerFact]
    public override Task Launch_WritesStdoutAndStderrInTheSandbox() => base.Launch_WritesStdoutAndStderrInTheSandbox();

    [DockerFact]
    public override Task Launch_AppendsToWhatIsThere() => base.Launch_AppendsToWhatIsThere();

    [DockerFact]
    public override Task Launch_WithoutItsSandbox_SaysSo() => base.Launch_WithoutItsSandbox_SaysSo();

    [DockerFact]
    public override Task Launch_UnknownUser_SaysSo() => base.Launch_UnknownUser_SaysSo();

    [DockerFact]
    public override Task Launch_SameIdTwice_IsRefusedAndTheFirstGoesOn() => base.Launch_SameIdTwice_IsRefusedAndTheFirstGoesOn();

    [DockerFact]
    public override Task Signal_ReachesTheFirstProcessGroup() => base.Signal_ReachesTheFirstProcessGroup();

    [DockerFact]
    public override Task SignalDestroyForget_OfAnUnknownContainer_DoNothing() => base.SignalDestroyForget_OfAnUnknownContainer_DoNothing();

    [DockerFact]
    public override Task Recover_FindsWhatRunsAndTellsItsEndLater() => base.Recover_FindsWhatRunsAndTellsItsEndLater();

    [DockerFact]
    public override Task Recover_TellsWhatEndedUntilForgotten() => base.Recover_TellsWhatEndedUntilForgotten();

    [DockerFact]
    public override Task ManyAtOnce_EachEndsOnceWithItsOwnStatus() => base.ManyAtOnce_EachEndsOnceWithItsOwnStatus();

    [DockerFact]
    public override Task Ids_MayHoldAnything() => base.Ids_MayHoldAnything();

    [DockerFact]
    public override Task RunInside_GivesTheStatusAndHasTheSandboxAndTheEnvironment() =>
        base.RunInside_GivesTheStatusAndHasTheSandboxAndTheEnvironment();

    [DockerFact]
    public override Task RunInside_Cancelled_KillsWhatItStarted() => base.RunInside_Cancelled_KillsWhatItStarted();

    [DockerFact]
    public override Task RunInside_OfWhatDoesNotRun_SaysSo() => base.RunInside_OfWhatDoesNotRun_SaysSo();

    [DockerFact]
    public override Task Usage_TellsTimeLimitsAndWhatIsUsed() => base.Usage_TellsTimeLimitsAndWhatIsUsed();

    [DockerFact]
    public override Task Status_TellsTheFirstProcess() => base.Status_TellsTheFirstProcess();

    [DockerFact]
    public override Task Network_OfTheAgentItself_IsNull() => base.Network_OfTheAgentItself_IsNull();

    [DockerFact]
    public override Task Update_ChangesTheLimitsThatUsageTells() => base.Update_ChangesTheLimitsThatUsageTells();

    protected override string SandboxInside(ContainerLaunch launch) => DockerLaunches.Sandbox;

    protected override Task<IContainerizer> CreateAsync() =>
        Task.FromResult<IContainerizer>(new DockerContainerizer(
            new DockerContainerizerOptions(Path.Combine(Root, "runtime")) { Socket = shared.Daemon?.Socket ?? "/nowhere" }));

    protected override async Task CloseAsync(IContainerizer containerizer)
    {
        await ((DockerContainerizer)containerizer).DisposeAsync();
        if (shared.Daemon is not null)
            await shared.Daemon.Engine.RemoveAllAsync();
    }

    protected override async Task AbandonAsync(IContainerizer containerizer) =>
        await ((DockerContainerizer)containerizer).DisposeAsync();

    protected override ContainerLaunch Shell(string id, string script) =>
        DockerLaunches.Launch(id, NewSandbox(), container => container.Add("workdir", DockerLaunches.Sandbox), "/bin/sh", "-c", script);
}
