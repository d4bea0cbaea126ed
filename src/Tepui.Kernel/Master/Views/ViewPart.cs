using System;
using System.Threading;

namespace Tepui.Kernel.Master.Views;

/// <summary>A few neighbours of a view: immutable, and shared by all views until one of its items changes.</summary>
public sealed class ViewPart<TView>(TView[] items)
{
    private byte[]?[]? _kept;

    public ReadOnlySpan<TView> Items => items;

    /// <summary>What a reader made of the items and left here for the next one; null when nobody did.</summary>
    /// <param name="form">Which of the readers' forms.</param>
    public byte[]? Kept(ViewForm form) => Volatile.Read(ref _kept) is { } kept ? Volatile.Read(ref kept[(int)form]) : null;

    /// <summary>Leaves bytes for the next reader, or takes them away (null). Any thread may; who comes later wins.</summary>
    public void Keep(ViewForm form, byte[]? bytes)
    {
        var kept = Volatile.Read(ref _kept);
        if (kept is null)
        {
            if (bytes is null)
            {
                return;
            }

            var fresh = new byte[]?[(int)ViewForm.Count];
            kept = Interlocked.CompareExchange(ref _kept, fresh, null) ?? fresh;
        }

        Volatile.Write(ref kept[(int)form], bytes);
    }
}
