using System;

namespace Tepui.Kernel.Master.Views;

/// <summary>A few neighbours of a view: immutable, and shared by all views until one of its items changes.</summary>
/// <remarks>
/// Readers on any thread may leave bytes with it. What they leave is made whole before its reference is stored, which .NET's memory
/// model keeps in that order for other threads; two who leave something at once lose one of the two, which is only made again.
/// </remarks>
public sealed class ViewPart<TView>(TView[] items)
{
    private byte[]?[]? _kept;

    public ReadOnlySpan<TView> Items => items;

    /// <summary>What a reader made of the items and left here for the next one; null when nobody did.</summary>
    /// <param name="form">Which of the readers' forms.</param>
    public byte[]? Kept(ViewForm form) => _kept?[(int)form];

    /// <summary>Leaves bytes for the next reader, or takes them away (null).</summary>
    public void Keep(ViewForm form, byte[]? bytes)
    {
        if (_kept is null && bytes is null)
        {
            return;
        }

        (_kept ??= new byte[]?[(int)ViewForm.Count])[(int)form] = bytes;
    }
}
