using System.Threading.Tasks;
using Xunit;

namespace Tepui.Testing.Images;

/// <summary>One registry for all tests of a collection.</summary>
public sealed class SharedRegistry : IAsyncLifetime
{
    public ImageRegistry Registry { get; private set; } = null!;

    /// <summary>Of busybox, with <c>/bin/sh -c</c> and "echo hello from the image" for a command.</summary>
    public string Busybox { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (ImageRegistry.Missing is not null)
            return;
        Registry = await ImageRegistry.StartAsync();
        Busybox = await Registry.PushAsync("tests/busybox:1", ImageArchive.Make(
            "busybox:1",
            new { Cmd = new[] { "sh", "-c", "echo hello from the image" }, Env = new[] { "PATH=/bin", "FROM_IMAGE=yes" } },
            ImageLayer.Busybox));
    }

    public async Task DisposeAsync()
    {
        if (Registry is not null)
            await Registry.DisposeAsync();
    }
}
