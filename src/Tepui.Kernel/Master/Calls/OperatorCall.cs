using Tepui.Kernel.Master.Frameworks;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Kernel.Master.Calls;

/// <summary>Operator calls that change something; those that read are answered from views (docs/operator-http-api.md).</summary>
internal static class OperatorCall
{
    public static void Handle(MasterContext context, OperatorCalls input) =>
        context.Add(new Reply(input.Request, Dispatch(context, input)));

    private static Rejection? Dispatch(MasterContext context, OperatorCalls input)
    {
        if (!context.State.Leads)
        {
            return new Rejection(RejectionKind.Unavailable, "Master has not finished recovery");
        }

        return input.Call.Type switch
        {
            Type.Teardown => HandleTeardown(context, input.Call),
            Type.Unknown => new Rejection(
                RejectionKind.BadRequest,
                "Failed to validate master::Call: Expecting 'type' to be present"),
            var other => new Rejection(
                RejectionKind.NotSupported,
                $"The {WireNames.Of(other)} call is not supported yet by this master"),
        };
    }

    /// <summary>TEARDOWN: an operator ends a framework, connected or not.</summary>
    private static Rejection? HandleTeardown(MasterContext context, Mesos.V1.Master.Call call)
    {
        if (call.Teardown is null)
        {
            return new Rejection(RejectionKind.BadRequest, "Failed to validate master::Call: Expecting 'teardown' to be present");
        }

        var id = new FrameworkId(call.Teardown.FrameworkId.Value);
        if (context.State.Frameworks.Find(id) is not { } framework)
        {
            return new Rejection(RejectionKind.BadRequest, "No framework found with specified ID");
        }

        FrameworkLife.Remove(context, framework, "torn down by an operator");
        return null;
    }
}
