using System;
using System.Linq;
using System.Reflection;
using Xunit;

namespace Tepui.Testing.Hosts;

/// <summary>A test that needs something of the kernel; where it is missing the test is left out and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HostFactAttribute : FactAttribute
{
    /// <summary>What ./test tells such tests by; no other may be left out there.</summary>
    public const string Reason = "this machine's kernel lacks ";

    /// <param name="needs">Names of <see cref="HostNeed"/>'s.</param>
    public HostFactAttribute(params string[] needs)
    {
        string[] missing = [.. needs.Select(Find).Where(need => !need.IsThere()).Select(need => need.What)];
        if (missing.Length > 0)
            base.Skip = Reason + string.Join(", and ", missing);
    }

    private static HostNeed Find(string name) =>
        (HostNeed)typeof(HostNeed).GetProperty(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
}
