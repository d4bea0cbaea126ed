using System;
using System.IO;
using System.Threading.Tasks;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>An agent's cgroups, gone after the test whatever came of it: nothing runs in them any more by then.</summary>
public sealed class OwnCgroups : IAsyncDisposable
{
    private const string Hierarchies = "/sys/fs/cgroup";

    public string Name { get; } = $"tepui-e2e-{Guid.NewGuid():N}";

    public string Of(string controller) => Path.Combine(Hierarchies, controller, Name);

    public async ValueTask DisposeAsync()
    {
        foreach (string hierarchy in Directory.GetDirectories(Hierarchies))
        {
            string cgroup = Path.Combine(hierarchy, Name);
            await Http.UntilAsync(() => Task.FromResult(TryRemove(cgroup)), () => $"{cgroup} is in use");
        }
    }

    private static bool TryRemove(string cgroup)
    {
        try
        {
            if (Directory.Exists(cgroup))
            {
                foreach (string child in Directory.GetDirectories(cgroup))
                    _ = TryRemove(child);
                Directory.Delete(cgroup);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
