using System;
using System.IO;

namespace Tepui.Miner.View;

/// <summary>Plain lines, for an output that is no terminal: what happens, and every few seconds how it stands.</summary>
public sealed class PlainMineView(TextWriter output) : IMineView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private TimeSpan _next = Interval;

    public void Line(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }

    public void Update(MineSnapshot snapshot)
    {
        if (snapshot.Elapsed < _next)
            return;
        _next = snapshot.Elapsed + Interval;
        Line($"{Quantity.HashRate(snapshot.HashRate)}, {Quantity.Count(snapshot.SharesAccepted, "share")} accepted, "
            + $"{snapshot.SharesRejected} rejected, {Quantity.Count(snapshot.BlocksAccepted, "block")}");
    }
}
