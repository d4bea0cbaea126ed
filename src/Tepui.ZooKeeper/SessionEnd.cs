namespace Tepui.ZooKeeper;

/// <summary>Why a session is over.</summary>
public enum SessionEnd
{
    /// <summary>Closed from here.</summary>
    Closed,

    /// <summary>The ensemble ended it, or must be taken to have: nobody was reached for the time agreed on.</summary>
    Expired,

    /// <summary>The credentials of the URL were refused.</summary>
    AuthenticationFailed,
}
