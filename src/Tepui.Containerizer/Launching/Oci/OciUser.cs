using System.Collections.Generic;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>Whom a container's process is. Names are this machine's, as in Mesos; the image should mean the same by them.</summary>
internal sealed record OciUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups)
{
    private static readonly OciUser Root = new(0, 0, []);

    /// <exception cref="ContainerLaunchException">There is no such user.</exception>
    public static OciUser Of(string? user) =>
        UserAccount.OtherThanOwn(user) is { } account ? new OciUser(account.Uid, account.Gid, account.Groups()) : Root;
}
