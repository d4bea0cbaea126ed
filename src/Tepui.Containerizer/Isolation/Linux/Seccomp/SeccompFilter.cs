namespace Tepui.Containerizer.Isolation.Linux.Seccomp;

internal static class SeccompFilter
{
    public static byte[] Read(string file, CapabilitySet capabilities) =>
        throw new ContainerLaunchException($"the seccomp profile {file} cannot be loaded for {capabilities} yet");
}
