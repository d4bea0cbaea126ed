using System.Collections.Generic;
using System.Text;
using Mesos.V1;
using Tepui.Containerizer;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Protocol.Codecs;

namespace Tepui.Agent.Options;

/// <summary>The text of <c>--allowed_devices</c>: Mesos's DeviceWhitelist as JSON.</summary>
internal static class DeviceWhitelistText
{
    /// <returns>As the kernel takes them.</returns>
    public static IReadOnlyList<string> Parse(string json, List<string> faults)
    {
        var entries = new List<string>();
        Decoded<DeviceWhitelist> decoded = MessageCodec.Decode<DeviceWhitelist>(MessageEncoding.Json, Encoding.UTF8.GetBytes(json));
        if (decoded.Message is not { } whitelist)
        {
            faults.Add($"--allowed_devices: {decoded.Error}");
            return entries;
        }

        foreach (DeviceAccess device in whitelist.AllowedDevices)
        {
            DeviceAccess.Types.Access access = device.Access;
            string letters = (access.Read ? "r" : "") + (access.Write ? "w" : "") + (access.Mknod ? "m" : "");
            if (!device.Device.HasPath)
            {
                faults.Add("--allowed_devices: a device has no path");
            }
            else if (letters.Length == 0)
            {
                faults.Add($"--allowed_devices: {device.Device.Path} has no access: set read, write or mknod");
            }
            else
            {
                try
                {
                    entries.Add(DeviceNode.EntryOf(device.Device.Path, letters));
                }
                catch (ContainerLaunchException e)
                {
                    faults.Add("--allowed_devices: " + e.Message);
                }
            }
        }

        return entries;
    }
}
