using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1.Master;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>GET_STATE, or one of the calls whose answers it is made of.</summary>
internal enum OperatorStatePart
{
    State,
    Tasks,
    Executors,
    Frameworks,
    Agents,
}

internal static class OperatorStateParts
{
    /// <summary>The part that a call asks for, or null.</summary>
    public static OperatorStatePart? Of(Call.Types.Type type) => type switch
    {
        Call.Types.Type.GetState => OperatorStatePart.State,
        Call.Types.Type.GetTasks => OperatorStatePart.Tasks,
        Call.Types.Type.GetExecutors => OperatorStatePart.Executors,
        Call.Types.Type.GetFrameworks => OperatorStatePart.Frameworks,
        Call.Types.Type.GetAgents => OperatorStatePart.Agents,
        _ => null,
    };

    public static Response.Types.Type ResponseType(this OperatorStatePart part) => part switch
    {
        OperatorStatePart.State => Response.Types.Type.GetState,
        OperatorStatePart.Tasks => Response.Types.Type.GetTasks,
        OperatorStatePart.Executors => Response.Types.Type.GetExecutors,
        OperatorStatePart.Frameworks => Response.Types.Type.GetFrameworks,
        OperatorStatePart.Agents => Response.Types.Type.GetAgents,
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>As in <c>GET_TASKS</c>.</summary>
    public static string TypeName(this OperatorStatePart part) => Kernel.WireNames.Of(part.ResponseType());

    /// <summary>As in <c>get_tasks</c>: the same name in a response and in GET_STATE.</summary>
    public static string FieldName(this OperatorStatePart part) => part.TypeName().ToLowerInvariant();

    public static IEnumerable<FrameworkView> AllFrameworks(this MasterView view) => view.Frameworks.Concat(view.CompletedFrameworks);
}
