namespace Tepui.Kernel.Resources;

/// <summary>How reservations are written into a message (docs/reservation.md).</summary>
public enum ReservationFormat
{
    /// <summary>A stack in <c>reservations</c>: what frameworks with RESERVATION_REFINEMENT read, and the state we keep.</summary>
    Refined,

    /// <summary>In <c>role</c> and <c>reservation</c>, for frameworks without that capability. Refined reservations stay a stack.</summary>
    Unrefined,

    /// <summary>Both at once, as operator endpoints show them.</summary>
    Both,
}
