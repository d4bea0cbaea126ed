namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>How large patterns may be; the defaults are Mesos's.</summary>
/// <param name="MaxMemoryBytes">What RE2 may spend on one (<c>--offer_constraints_re2_max_mem</c>).</param>
/// <param name="MaxProgramSize">How many instructions one may become (<c>--offer_constraints_re2_max_program_size</c>).</param>
public sealed record PatternLimits(long MaxMemoryBytes, int MaxProgramSize)
{
    public static readonly PatternLimits Default = new(4096, 100);
}
