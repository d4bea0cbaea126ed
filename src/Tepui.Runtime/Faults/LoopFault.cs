using System;
using System.Collections.Generic;

namespace Tepui.Runtime.Faults;

/// <summary>A broken invariant: what was thrown, and the inputs before it, oldest first; the last one may be the culprit.</summary>
public sealed record LoopFault<TInput>(Exception Exception, IReadOnlyList<RecentInput<TInput>> Recent);

/// <param name="At">The time the input was stepped at.</param>
public sealed record RecentInput<TInput>(TInput Input, DateTimeOffset At);
