using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary><c>linux/seccomp</c>: which system calls a container may make, by a profile of the operator's that the container names.</summary>
internal sealed class SeccompIsolator(LinuxOptions options) : IIsolator
{
    public string Name => "linux/seccomp";

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        string? profile = options.SeccompProfile;
        if (plan.Launch.Info?.LinuxInfo?.Seccomp is { } asked)
            profile = Choose(asked);
        if (profile is null)
            return ValueTask.CompletedTask;

        // Names are the framework's: none may lead out of the folder.
        if (Path.GetFileName(profile) != profile || profile is "." or "..")
            throw new ContainerLaunchException($"linux_info.seccomp: '{profile}' is no name of a file in --seccomp_config_dir");
        string path = Path.Combine(options.SeccompDirectory!, profile);
        plan.SeccompProfile = File.Exists(path)
            ? path
            : throw new ContainerLaunchException($"linux_info.seccomp: there is no profile '{profile}' in --seccomp_config_dir");
        return ValueTask.CompletedTask;
    }

    private static string? Choose(SeccompInfo asked)
    {
        if (asked is { HasUnconfined: true, Unconfined: true })
        {
            return asked.HasProfileName
                ? throw new ContainerLaunchException("linux_info.seccomp: 'profile_name' given even though 'unconfined' is set")
                : null;
        }

        return asked.HasProfileName
            ? asked.ProfileName
            : throw new ContainerLaunchException("linux_info.seccomp: 'profile_name' is missing, and 'unconfined' is not set");
    }
}
