using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using Tepui.Cli.Flags;
using Tepui.Cli.Images;
using Tepui.Containerizer.Docker;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui images</c>: Docker images of the miner's server and worker, and of the whole program, with no registry.</summary>
internal static class ImagesCommand
{
    public static Command Create() => FlagCommand.Create<ImagesFlags>(
        "images",
        "Makes Docker images of this program, its miner's server and its miner's worker; no registry is needed.",
        async (flags, stop) =>
        {
            string names = string.Join(", ", flags.Images.Select(image => image.Name));
            try
            {
                if (flags.Output is { } path)
                {
                    ImageBuild.Write(flags.Images, path);
                    await Console.Out.WriteLineAsync($"{path} holds {names}: docker load -i {path}");
                }
                else
                {
                    bool loaded = await ImageBuild.LoadAsync(flags.Images, flags.DockerSocket, stop);
                    await Console.Out.WriteLineAsync(loaded ? $"loaded {names}" : $"{names}: there already, and of this program");
                }

                return 0;
            }
            catch (Exception e) when (e is ImageException or DockerImagesException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"tepui images: {e.Message}");
                return 1;
            }
            catch (OperationCanceledException)
            {
                return 130;
            }
        });
}
