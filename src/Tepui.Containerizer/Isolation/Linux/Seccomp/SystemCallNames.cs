using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Isolation.Linux.Seccomp;

/// <summary>System calls by their names, for each architecture (AUDIT_ARCH_* of linux/audit.h) whose programs a machine runs.</summary>
internal static partial class SystemCallNames
{
    public const uint Amd64 = 0xC000003E;
    public const uint I386 = 0x40000003;
    public const uint Aarch64 = 0xC00000B7;

    /// <summary>Since Linux 6.5 a new call has one number everywhere.</summary>
    private const string Everywhere =
        """
        cachestat=451 fchmodat2=452 map_shadow_stack=453 futex_wake=454 futex_wait=455 futex_requeue=456 statmount=457 listmount=458
        lsm_get_self_attr=459 lsm_set_self_attr=460 lsm_list_modules=461 mseal=462 setxattrat=463 getxattrat=464 listxattrat=465
        removexattrat=466 open_tree_attr=467 file_getattr=468 file_setattr=469
        """;

    private static readonly Lazy<FrozenDictionary<string, uint>> NamesOfX64 = new(() => Read(X64 + " " + Everywhere));
    private static readonly Lazy<FrozenDictionary<string, uint>> NamesOfX86 = new(() => Read(X86 + " " + Everywhere));
    private static readonly Lazy<FrozenDictionary<string, uint>> NamesOfArm64 = new(() => Read(Arm64 + " " + Everywhere));

    public static uint Native => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? Amd64 : Aarch64;

    public static FrozenDictionary<string, uint> Of(uint architecture) => architecture switch
    {
        Amd64 => NamesOfX64.Value,
        I386 => NamesOfX86.Value,
        Aarch64 => NamesOfArm64.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(architecture)),
    };

    private static FrozenDictionary<string, uint> Read(string text)
    {
        var names = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (string pair in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            int end = pair.IndexOf('=');
            names[pair[..end]] = uint.Parse(pair.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
