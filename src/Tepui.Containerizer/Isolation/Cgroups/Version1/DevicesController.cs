namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>Nothing but the devices that every program may want, and those of --allowed_devices.</summary>
internal sealed class DevicesController(CgroupOptions options) : CgroupController("devices")
{
    /// <summary>Mesos's own list (docs/isolators/cgroups-devices.md).</summary>
    private static readonly string[] Always =
    [
        "c *:* m", // making any of them
        "b *:* m",
        "c 5:1 rwm", // /dev/console
        "c 4:0 rwm", // /dev/tty0
        "c 4:1 rwm", // /dev/tty1
        "c 136:* rwm", // /dev/pts/*
        "c 5:2 rwm", // /dev/ptmx
        "c 10:200 rwm", // /dev/net/tun
        "c 1:3 rwm", // /dev/null
        "c 1:5 rwm", // /dev/zero
        "c 1:7 rwm", // /dev/full
        "c 5:0 rwm", // /dev/tty
        "c 1:9 rwm", // /dev/urandom
        "c 1:8 rwm", // /dev/random
    ];

    public override void Prepare(string containerId, CgroupDirectory cgroup)
    {
        cgroup.Write("devices.deny", "a");
        foreach (string entry in Always)
            cgroup.Write("devices.allow", entry);
        foreach (string entry in options.AllowedDevices)
            cgroup.Write("devices.allow", entry);
    }
}
