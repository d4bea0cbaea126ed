namespace Tepui.MinerBench.Places;

/// <summary>Hashes a second of one window.</summary>
/// <param name="ByTime">As a person sees it; other work on the machine makes it less.</param>
/// <param name="ByProcessorTime">
/// As it would be had the worker, with all that was started to run it, the processors for itself: what a place costs is in it,
/// what else the machine does is not.
/// </param>
internal readonly record struct Reading(double ByTime, double ByProcessorTime);
