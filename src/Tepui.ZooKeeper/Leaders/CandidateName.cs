using System;
using System.Globalization;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>The name of a sequential node: LABEL_0000000012, or the number alone.</summary>
public static class CandidateName
{
    /// <returns>False when the name has no such number, e.g. "log_replicas".</returns>
    public static bool TryParse(string node, out string label, out int number)
    {
        ArgumentNullException.ThrowIfNull(node);
        int mark = node.LastIndexOf('_');
        label = mark < 0 ? "" : node[..mark];
        ReadOnlySpan<char> digits = node.AsSpan(mark + 1);
        number = 0;
        return digits.Length >= 10 && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
