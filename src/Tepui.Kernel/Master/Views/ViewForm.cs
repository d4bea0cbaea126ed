using System.Diagnostics.CodeAnalysis;

namespace Tepui.Kernel.Master.Views;

/// <summary>The forms in which readers keep what they made of a part of a view.</summary>
[SuppressMessage("Design", "CA1008", Justification = "Numbers a part's slots; there is no form that is none.")]
public enum ViewForm
{
    /// <summary>As in the older endpoints' JSON.</summary>
    State,

    /// <summary>As in the older endpoints' JSON, with all they have.</summary>
    Full,

    /// <summary>As in the v1 API's JSON.</summary>
    Json,

    /// <summary>As in the v1 API's protobuf.</summary>
    Protobuf,

    /// <summary>How many forms there are.</summary>
    Count,
}
