namespace Tepui.Kernel.Agent.Volumes;

/// <summary>A persistent volume as a container sees it.</summary>
/// <param name="ContainerPath">Relative to the sandbox; of a Docker container, absolute ones too.</param>
/// <param name="IsReadOnly">What cannot be held against a plain process, as in Mesos.</param>
/// <param name="ChangesOwner">It is given to the user the container runs as: nobody else has it at this time.</param>
public sealed record VolumeMount(VolumePlace Volume, string ContainerPath, bool IsReadOnly, bool ChangesOwner);
