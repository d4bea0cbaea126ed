using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation.Cni;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>Runs scripts of <c>ip</c> and <c>tc</c> in a network namespace.</summary>
internal static class NetworkShell
{
    private const string Shell = "/bin/sh";

    /// <param name="space">The namespace's file; null for the agent's own.</param>
    /// <param name="what">For people: what did not happen when it fails.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="ContainerLaunchException">It failed, with its words.</exception>
    public static async Task<string> RunAsync(string? space, string script, string what, CancellationToken cancellation)
    {
        try
        {
            (int status, string output, string errors) = space is null
                ? await PluginProgram.RunAsync(Shell, ["-e"], [], script, cancellation)
                : await PluginProgram.RunAsync("/usr/bin/nsenter", ["--net=" + space, Shell, "-e"], [], script, cancellation);
            return status == 0
                ? output
                : throw new ContainerLaunchException($"{what}: {errors.ReplaceLineEndings(" ").Trim()} (status {status})");
        }
        catch (IOException e)
        {
            throw new ContainerLaunchException($"{what}: {e.Message}", e);
        }
    }
}
