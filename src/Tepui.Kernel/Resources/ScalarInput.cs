namespace Tepui.Kernel.Resources;

/// <summary>Scalars as clients send them where they are no resource: in quotas and in offer filters.</summary>
internal static class ScalarInput
{
    /// <summary>Why a value cannot be a quantity, or null (src/common/validation.cpp).</summary>
    public static string? Fault(double value) =>
        double.IsInfinity(value) ? "Infinite values not supported"
        : double.IsNaN(value) ? "NaN not supported"
        : double.IsSubnormal(value) ? "Subnormal values not supported"
        : value < 0 ? "Negative values not supported"
        : null;
}
