namespace Tepui.Containerizer.Volumes;

/// <summary>A persistent volume as a container sees it.</summary>
/// <param name="Directory">On the host; it must be there.</param>
/// <param name="ContainerPath">Relative to the sandbox; of a Docker container, absolute ones too.</param>
/// <param name="IsReadOnly">What cannot be held against a plain process.</param>
/// <param name="ChangesOwner">It is given to the user the container runs as; not what lies in it already.</param>
public sealed record ContainerVolume(string Directory, string ContainerPath, bool IsReadOnly = false, bool ChangesOwner = true);
