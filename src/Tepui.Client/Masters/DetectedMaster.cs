using System;
using Mesos.V1;

namespace Tepui.Client.Masters;

/// <summary>A master to turn to, and a word when it is no more the one.</summary>
/// <param name="Address">Where it answers.</param>
/// <param name="Info">What it told of itself at its election; null when only its address is known.</param>
/// <param name="Changed">Completes when another leads, or nobody. Never completes for an address that was given.</param>
public sealed record DetectedMaster(Uri Address, MasterInfo? Info, System.Threading.Tasks.Task Changed);
