using System;

namespace Tepui.Kernel.Agent.GarbageCollection;

/// <summary>Something on the disk that nobody uses any more.</summary>
/// <param name="Path">Below --work_dir, without a slash before it.</param>
/// <param name="Since">Since when it is over.</param>
public readonly record struct Leftover(string Path, DateTimeOffset Since);
