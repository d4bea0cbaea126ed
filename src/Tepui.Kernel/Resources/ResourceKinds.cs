using System;

namespace Tepui.Kernel.Resources;

/// <summary>What there is among a set's resources that not everybody may have, or that counts differently.</summary>
[Flags]
internal enum ResourceKinds : byte
{
    None = 0,
    Reserved = 1,
    Refined = 2,
    Revocable = 4,
    Shared = 8,
    Exclusive = 16,
    Counted = 128,
}
