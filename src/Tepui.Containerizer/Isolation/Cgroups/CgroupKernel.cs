using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>What is asked of the kernel by making and removing folders; a test without a kernel's hierarchy has another one.</summary>
internal partial class CgroupKernel
{
    /// <summary>With all above it that are missing; the kernel puts their files into them.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public virtual void Make(string path) => _ = Directory.CreateDirectory(path);

    /// <summary>As rmdir(2), for which the files of a cgroup are no obstacle; 0, or the error's number.</summary>
    public virtual int Remove(string path) => RemoveDirectory(path) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveDirectory(string path);
}
