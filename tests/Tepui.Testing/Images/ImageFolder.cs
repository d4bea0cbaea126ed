using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Tepui.Testing.Images;

/// <summary>Images as archives, and a store for all tests of a collection, so that each is unpacked once.</summary>
public sealed class ImageFolder : IAsyncLifetime
{
    public const string Busybox = "busybox:1";

    private readonly string _root = Directory.CreateTempSubdirectory("tepui-images-").FullName;

    public string Archives => Path.Combine(_root, "archives");

    public string Store => Path.Combine(_root, "store");

    public string Crun { get; private set; } = "";

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(Archives);
        Crun = CrunHere.Make(_root);
        return AddAsync(Busybox, ImageArchive.Make(Busybox, new { Cmd = new[] { "sh" }, Env = new[] { "PATH=/bin" } }, ImageLayer.Busybox));
    }

    /// <param name="name">With its tag.</param>
    public Task AddAsync(string name, byte[] archive) => File.WriteAllBytesAsync(Path.Combine(Archives, name + ".tar"), archive);

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }
}
