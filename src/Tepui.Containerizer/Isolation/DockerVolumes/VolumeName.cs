namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>A volume as a framework names it.</summary>
/// <param name="Driver">The plug-in whose volume it is.</param>
internal sealed record VolumeName(string Driver, string Name)
{
    /// <summary>As messages have it.</summary>
    public override string ToString() => $"the volume '{Name}' of Docker's driver '{Driver}'";
}
