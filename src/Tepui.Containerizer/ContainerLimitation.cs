using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Containerizer;

/// <summary>A container went over what it was given and is killed for it (ContainerLimitation in Mesos's slave protocol).</summary>
/// <param name="Reason">One of REASON_CONTAINER_LIMITATION and those that begin with it.</param>
/// <param name="Message">For the user: what was asked for, what was used, what to do.</param>
/// <param name="Resources">What it used when it went over.</param>
public sealed record ContainerLimitation(TaskStatus.Types.Reason Reason, string Message, IReadOnlyList<Resource> Resources);
