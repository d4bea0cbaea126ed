namespace Tepui.Kernel.Master.Tracking;

/// <summary>Something that views show: it tells the part of the list it stands in whenever it changes.</summary>
public interface ITracked
{
    /// <summary>Where it stands; null while it is in no list. Only the list sets it.</summary>
    TrackedPart? Part { get; set; }
}
