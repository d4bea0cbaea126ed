using System.IO;
using System.Threading.Tasks;
using Tepui.Containerizer.Processes;

namespace Tepui.Containerizer.Tests.Processes;

public class ProcessContainerizerTests : ContainerizerConformance
{
    protected virtual ProcessContainerizerOptions Options => new(Path.Combine(Root, "runtime"));

    protected override Task<IContainerizer> CreateAsync() => Task.FromResult<IContainerizer>(new ProcessContainerizer(Options));

    protected override async Task CloseAsync(IContainerizer containerizer)
    {
        var processes = (ProcessContainerizer)containerizer;
        await processes.ShutdownAsync(Bound);
        await processes.DisposeAsync();
    }

    protected override async Task AbandonAsync(IContainerizer containerizer) =>
        await ((ProcessContainerizer)containerizer).DisposeAsync();
}
