using System;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Tepui.Protocol.Json;

/// <summary>
/// Doubles as Mesos writes them: the shortest digits that read back the same, always with a point or an exponent
/// (15.0, 0.1, 1e30), and infinities as strings.
/// </summary>
internal static class JsonDoubles
{
    // Whole numbers below this are written digit by digit; above it the shortest form may need fewer digits.
    private const double LargestPlainWhole = 1e15;

    // Where the writer goes over to exponents.
    private const int LargestPlainExponent = 21;
    private const int SmallestPlainExponent = -6;

    public static void Write(Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[40];
        if (double.IsNaN(value))
        {
            writer.WriteStringValue("NaN"u8);
        }
        else if (double.IsInfinity(value))
        {
            writer.WriteStringValue(value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
        else
        {
            writer.WriteRawValue(text[..Format(value, text)], skipInputValidation: true);
        }
    }

    internal static int Format(double value, Span<byte> text)
    {
        if (Math.Abs(value) < LargestPlainWhole && value == Math.Truncate(value) && !(value == 0 && double.IsNegative(value)))
        {
            Utf8Formatter.TryFormat((long)value, text, out var whole);
            ".0"u8.CopyTo(text[whole..]);
            return whole + 2;
        }

        Span<byte> scientific = stackalloc byte[40];
        value.TryFormat(scientific, out var length, "R", CultureInfo.InvariantCulture);
        return Arrange(scientific[..length], text);
    }

    /// <summary>Brings .NET's shortest form (12.5, 1E+16, 1.25E-07) into RapidJSON's arrangement of the same digits.</summary>
    private static int Arrange(ReadOnlySpan<byte> shortest, Span<byte> text)
    {
        var count = 0;
        if (shortest[0] == (byte)'-')
        {
            text[count++] = (byte)'-';
            shortest = shortest[1..];
        }

        Span<byte> digits = stackalloc byte[32];
        var digitCount = 0;
        var exponent = 0;
        var point = -1;
        for (var i = 0; i < shortest.Length; i++)
        {
            var character = shortest[i];
            if (character == (byte)'.')
            {
                point = digitCount;
            }
            else if (character == (byte)'E')
            {
                exponent = int.Parse(shortest[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
            {
                digits[digitCount++] = character;
            }
        }

        exponent += point < 0 ? digitCount : point;
        var leadingZeros = 0;
        while (leadingZeros < digitCount - 1 && digits[leadingZeros] == (byte)'0')
        {
            leadingZeros++;
        }

        // The value is now 0.DIGITS times ten to the exponent.
        exponent -= leadingZeros;
        var significant = digits[leadingZeros..digitCount];
        if (significant is [(byte)'0'])
        {
            exponent = 1;
        }

        return count + Place(significant, exponent, text[count..]);
    }

    private static int Place(ReadOnlySpan<byte> digits, int exponent, Span<byte> text)
    {
        var count = 0;
        if (exponent > LargestPlainExponent || exponent <= SmallestPlainExponent)
        {
            text[count++] = digits[0];
            if (digits.Length > 1)
            {
                text[count++] = (byte)'.';
                digits[1..].CopyTo(text[count..]);
                count += digits.Length - 1;
            }

            text[count++] = (byte)'e';
            Utf8Formatter.TryFormat(exponent - 1, text[count..], out var exponentLength);
            return count + exponentLength;
        }

        if (exponent <= 0)
        {
            "0."u8.CopyTo(text);
            text.Slice(2, -exponent).Fill((byte)'0');
            digits.CopyTo(text[(2 - exponent)..]);
            return 2 - exponent + digits.Length;
        }

        if (exponent >= digits.Length)
        {
            digits.CopyTo(text);
            text[digits.Length..exponent].Fill((byte)'0');
            ".0"u8.CopyTo(text[exponent..]);
            return exponent + 2;
        }

        digits[..exponent].CopyTo(text);
        text[exponent] = (byte)'.';
        digits[exponent..].CopyTo(text[(exponent + 1)..]);
        return digits.Length + 1;
    }
}
