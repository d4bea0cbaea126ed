using Tepui.Containerizer.Files;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>A device by its file, in the words of the controller <c>devices</c>.</summary>
public static class DeviceNode
{
    /// <summary>As <c>c 1:3 rwm</c>.</summary>
    /// <param name="access">Letters of r, w and m.</param>
    /// <exception cref="ContainerLaunchException">There is no such file, or it is no device.</exception>
    public static string EntryOf(string path, string access)
    {
        if (!FileStatus.TryRead(path, out FileStatus status))
            throw new ContainerLaunchException($"{path} does not exist");
        string kind = status switch
        {
            { IsCharacterDevice: true } => "c",
            { IsBlockDevice: true } => "b",
            _ => throw new ContainerLaunchException($"{path} is no device"),
        };
        return $"{kind} {status.Device.Major}:{status.Device.Minor} {access}";
    }
}
