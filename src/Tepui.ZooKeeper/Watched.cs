using System.Threading.Tasks;

namespace Tepui.ZooKeeper;

/// <summary>Something read, and a word when it is no more so.</summary>
/// <param name="Changed">
/// Completes once, when what was read may have changed, or when the session has ended; a watch that was asked for outlives a lost
/// connection. Never completes when no watch was asked for.
/// </param>
public sealed record Watched<T>(T Value, Task Changed);
