using System.Collections.Generic;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>A row of docs/COMPATIBILITY.md.</summary>
/// <param name="Surface">The heading above its table.</param>
/// <param name="Item">The name in the first column, without its back-ticks.</param>
/// <param name="State"><c>yes</c>, <c>partly</c> or <c>no</c>.</param>
/// <param name="Evidence">The scripts and test classes that show it.</param>
internal sealed record LedgerRow(string Surface, string Item, string State, IReadOnlyList<string> Evidence, string Note, int Line)
{
    public bool IsSupported => State is "yes" or "partly";

    /// <summary>Where it stands, for a message.</summary>
    public string At => $"docs/COMPATIBILITY.md:{Line}: {Surface}: `{Item}`";
}
