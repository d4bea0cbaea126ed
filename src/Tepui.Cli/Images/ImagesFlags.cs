using System.Collections.Generic;
using System.IO;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Images;

/// <summary>The flags of <c>tepui images</c>.</summary>
internal sealed class ImagesFlags : IFlags
{
    [Flag("docker_socket", "Where dockerd listens; the images are loaded into it.", Value = "PATH")]
    public string DockerSocket { get; set; } = "/var/run/docker.sock";

    [Flag("node", "Make tepui-node as well, for 'tepui node' in a container: it holds Java and ZooKeeper as they are installed here.")]
    public bool Node { get; set; }

    [Flag("output", "Write an archive for 'docker load' to this file instead.", Value = "FILE")]
    public string? Output { get; set; }

    public IReadOnlyList<TepuiImage> Images => Node ? [.. TepuiImage.All, TepuiImage.Node] : TepuiImage.All;

    public IEnumerable<string> Faults()
    {
        if (Output is not null && Path.GetDirectoryName(Path.GetFullPath(Output)) is { } folder && !Directory.Exists(folder))
            yield return $"--output: the folder {folder} does not exist";
    }
}
