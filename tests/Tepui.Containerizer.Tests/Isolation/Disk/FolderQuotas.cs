using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation.Disk.Xfs;

namespace Tepui.Containerizer.Tests.Isolation.Disk;

/// <summary>A file system that counts by projects, without one: what their folders hold is looked up.</summary>
internal sealed class FolderQuotas : IProjectQuotas
{
    public const string Device = "/dev/none";

    public ConcurrentDictionary<string, uint> Projects { get; } = new();

    public ConcurrentDictionary<uint, (long Soft, long Hard)> Limits { get; } = new();

    public string? FaultOf(string folder) => null;

    public string DeviceOf(string folder) => Device;

    public uint ProjectOf(string folder) => Projects.GetValueOrDefault(folder);

    public void Assign(string folder, uint project) => Projects[folder] = project;

    public void Limit(string device, uint project, long softBytes, long hardBytes) => Limits[project] = (softBytes, hardBytes);

    public ProjectUse UseOf(string device, uint project)
    {
        (long soft, long hard) = Limits.GetValueOrDefault(project);
        return new ProjectUse(Projects.Where(entry => entry.Value == project).Sum(entry => SizeOf(entry.Key)), soft, hard);
    }

    private static long SizeOf(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*").Where(file => file.LinkTarget is null && file.Exists).Sum(file => file.Length)
        : 0;
}
