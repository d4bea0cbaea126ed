using System;
using System.Globalization;

namespace Tepui.Simulation.Networks;

/// <summary>The IP address of a host, whose name ends with its number.</summary>
public static class HostAddress
{
    public static string Of(string host)
    {
        int dash = host.LastIndexOf('-');
        return dash > 0 && int.TryParse(host.AsSpan(dash + 1), CultureInfo.InvariantCulture, out int number)
            ? string.Create(CultureInfo.InvariantCulture, $"10.{host[0] % 200}.{number / 250}.{(number % 250) + 1}")
            : "10.250.0.1";
    }
}
