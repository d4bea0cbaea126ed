using System.Collections.Generic;

namespace Tepui.Kernel;

/// <summary>Which of Mesos's answers a refused request gets; the edge maps it to a status code or an ERROR event.</summary>
public enum RejectionKind
{
    /// <summary>400: the request itself is wrong.</summary>
    BadRequest,

    /// <summary>403: well-formed, but not allowed to this caller now.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409: against the present state.</summary>
    Conflict,

    /// <summary>500: it cannot be done as things are.</summary>
    Failed,

    /// <summary>501: a call or field of Mesos's that Tepui does not support yet.</summary>
    NotSupported,

    /// <summary>503: ask again later, or another master.</summary>
    Unavailable,
}

/// <summary>Why a request is refused: every fault found, each one line that names what and where.</summary>
public sealed record Rejection(RejectionKind Kind, IReadOnlyList<string> Faults)
{
    public Rejection(RejectionKind kind, string fault)
        : this(kind, [fault])
    {
    }

    /// <summary>All faults in one line, as Mesos's plain-text bodies have them.</summary>
    public string Message => string.Join("; ", Faults);
}
