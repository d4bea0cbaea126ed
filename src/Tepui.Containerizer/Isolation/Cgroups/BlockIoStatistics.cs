using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Text;
using Blkio = Mesos.V1.CgroupInfo.Types.Blkio;
using Throttling = Mesos.V1.CgroupInfo.Types.Blkio.Types.Throttling.Types.Statistics;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>Numbers a device as Mesos shows them: the devices in their order, and what has none, the total, last.</summary>
internal static class BlockIoStatistics
{
    public static Blkio.Types.Statistics Of(IReadOnlyList<DeviceNumber> requests, IReadOnlyList<DeviceNumber> bytes)
    {
        var devices = new SortedDictionary<(ulong Major, ulong Minor), Throttling>();
        var total = new Throttling();
        foreach (DeviceNumber number in requests)
            Find(number, devices, total).IoServiced.Add(Value(number));
        foreach (DeviceNumber number in bytes)
            Find(number, devices, total).IoServiceBytes.Add(Value(number));
        return new Blkio.Types.Statistics { Throttling = { devices.Values, total } };
    }

    private static Throttling Find(DeviceNumber number, SortedDictionary<(ulong Major, ulong Minor), Throttling> devices, Throttling total)
    {
        if (number.Device is not { } device)
            return total;
        if (!devices.TryGetValue(device, out Throttling? own))
        {
            own = new Throttling { Device = new Device.Types.Number { MajorNumber = device.Major, MinorNumber = device.Minor } };
            devices.Add(device, own);
        }

        return own;
    }

    private static Blkio.Types.Value Value(DeviceNumber number) => new()
    {
        Op = Enum.TryParse(number.Operation, ignoreCase: true, out Blkio.Types.Operation operation) ? operation : Blkio.Types.Operation.Unknown,
        Value_ = number.Value,
    };
}
