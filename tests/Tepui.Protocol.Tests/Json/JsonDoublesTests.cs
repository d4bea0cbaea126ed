using System;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Protocol.Json;

namespace Tepui.Protocol.Tests.Json;

public class JsonDoublesTests
{
    [Theory]
    [InlineData(15, "15.0")]
    [InlineData(0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(-3, "-3.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(1795254272.97674, "1795254272.97674")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1.25e17, "125000000000000000.0")]
    [InlineData(1e20, "100000000000000000000.0")]
    [InlineData(1e21, "1e21")]
    [InlineData(1.5e300, "1.5e300")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1.25e-7, "1.25e-7")]
    [InlineData(double.Epsilon, "5e-324")]
    public void Format_IsShortestWithAPointOrAnExponent(double value, string expected)
    {
        Format(value).ShouldBe(expected);
    }

    [Fact]
    public void Format_AnyDouble_ReadsBackTheSame()
    {
        Prop.ForAll<double>(value =>
        {
            if (double.IsFinite(value))
            {
                BitConverter.DoubleToInt64Bits(double.Parse(Format(value), CultureInfo.InvariantCulture))
                    .ShouldBe(BitConverter.DoubleToInt64Bits(value));
            }
        }).Check(Properties.Fixed(2000));
    }

    private static string Format(double value)
    {
        Span<byte> text = stackalloc byte[40];
        return Encoding.UTF8.GetString(text[..JsonDoubles.Format(value, text)]);
    }
}
