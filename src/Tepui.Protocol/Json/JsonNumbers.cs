using System;
using System.Globalization;
using Tepui.Protocol.Schemas;

namespace Tepui.Protocol.Json;

/// <summary>JSON numbers, and strings that hold one, into the bits of a field.</summary>
internal static class JsonNumbers
{
    private const double TwoToThe63 = 9223372036854775808.0;
    private const double TwoToThe64 = 18446744073709551616.0;

    public static bool TryDouble(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>The bits of the varint or fixed value; false when it is no whole number or out of the field's range.</summary>
    public static bool TryInteger(FieldKind kind, ReadOnlySpan<byte> text, out ulong bits)
    {
        bits = 0;
        if (kind is FieldKind.UInt64 or FieldKind.Fixed64)
        {
            return TryUnsigned(text, out bits);
        }

        if (!TrySigned(text, out var value))
        {
            return false;
        }

        switch (kind)
        {
            case FieldKind.UInt32 or FieldKind.Fixed32 when value is < 0 or > uint.MaxValue:
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32 or FieldKind.Enum when value is < int.MinValue or > int.MaxValue:
                return false;
            case FieldKind.SInt32 or FieldKind.SInt64:
                bits = (ulong)((value << 1) ^ (value >> 63));
                return true;
            default:
                bits = (ulong)value;
                return true;
        }
    }

    private static bool TrySigned(ReadOnlySpan<byte> text, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        if (!TryDouble(text, out var floating) || floating != Math.Truncate(floating) || floating is < -TwoToThe63 or >= TwoToThe63)
        {
            return false;
        }

        value = (long)floating;
        return true;
    }

    private static bool TryUnsigned(ReadOnlySpan<byte> text, out ulong value)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        if (!TryDouble(text, out var floating) || floating != Math.Truncate(floating) || floating is < 0 or >= TwoToThe64)
        {
            return false;
        }

        value = (ulong)floating;
        return true;
    }
}
