using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>What happened when, as a failing test prints it.</summary>
public sealed class Timeline
{
    private readonly List<string> _lines = [];
    private readonly long _begun = TimeProvider.System.GetTimestamp();

    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_begun);

    public void Note(string what)
    {
        lock (_lines)
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Now.TotalSeconds,8:0.000}  {what}"));
    }

    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines.TakeLast(200));
    }
}
