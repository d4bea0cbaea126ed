namespace Tepui.Kernel.Master.Tracking;

/// <summary>A few neighbours of a <see cref="TrackedList{TRecord, TView}"/>.</summary>
public abstract class TrackedPart
{
    private protected TrackedPart()
    {
    }

    /// <summary>Something in it is no longer as it was last seen.</summary>
    public abstract void Change();
}
