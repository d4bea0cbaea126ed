using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>Brings volumes of one kind into a container.</summary>
/// <typeparam name="TSource">What a volume of the kind shows.</typeparam>
internal abstract class VolumeIsolator<TSource> : IIsolator
    where TSource : class
{
    public abstract string Name { get; }

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        foreach (Volume volume in plan.Launch.Info?.Volumes ?? [])
        {
            if (SourceOf(volume) is { } source)
                Mount(plan, volume, source);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Null for a volume of another kind.</summary>
    protected abstract TSource? SourceOf(Volume volume);

    protected abstract void Mount(ContainerPlan plan, Volume volume, TSource source);

    protected static void Bind(ContainerPlan plan, Volume volume, string source, string target)
    {
        plan.Own |= Namespaces.Mount;
        plan.Mounts.Add(new PlannedMount(
            "bind", source, target, volume.Mode == Volume.Types.Mode.Ro ? ["rbind", "ro"] : ["rbind"]));
    }
}
