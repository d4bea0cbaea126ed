using System;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>The starter's machine code, as eng/make-starter writes it.</summary>
internal static partial class StarterCode
{
    /// <exception cref="PlatformNotSupportedException">Tepui runs on x64 and arm64.</exception>
    public static ReadOnlySpan<byte> Current => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        var other => throw new PlatformNotSupportedException($"containers cannot be isolated on {other}: use x64 or arm64"),
    };
}
