using System;
using Tepui.Kernel.Registry;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>An operator's call on its way: answered once, at once or when what it changes is durable.</summary>
internal sealed class OperatorRequest(MasterContext context, OperatorCalls input)
{
    public Call Call => input.Call;

    /// <summary>Who asks; null when nobody had to say.</summary>
    public string? Principal => input.Principal;

    /// <summary>200, without a body.</summary>
    public void Accept() => context.Add(new Reply(input.Request));

    public void Refuse(Rejection rejection) => context.Add(new Reply(input.Request, rejection));

    public void Refuse(RejectionKind kind, string fault) => Refuse(new Rejection(kind, fault));

    /// <summary>Changes the registry; what follows happens, and is answered, once that is durable.</summary>
    public void Store(Func<RegistryState, RegistryState> change, Action stored) =>
        context.Registrar.Apply(
            change,
            () =>
            {
                stored();
                Accept();
            },
            RefuseNotStored);

    /// <summary>
    /// The same for a change that depends on what the registry holds: that is looked at now, and again when the change's turn
    /// comes, for others may come before it.
    /// </summary>
    /// <param name="check">Why the change is refused, or null.</param>
    /// <param name="stored">What follows; what it returns, if anything, is the answer.</param>
    public void Store(Func<RegistryState, Rejection?> check, Func<RegistryState, RegistryState> change, Func<Rejection?> stored)
    {
        if (check(context.Registrar.Stored) is { } rejection)
        {
            Refuse(rejection);
            return;
        }

        Rejection? late = null;
        context.Registrar.Apply(
            registry => (late = check(registry)) is null ? change(registry) : registry,
            () =>
            {
                if ((late ?? stored()) is { } answer)
                {
                    Refuse(answer);
                    return;
                }

                Accept();
            },
            RefuseNotStored);
    }

    public void Store(Func<RegistryState, Rejection?> check, Func<RegistryState, RegistryState> change, Action stored) => Store(
        check,
        change,
        () =>
        {
            stored();
            return null;
        });

    /// <summary>503: the registry could not be written, and nothing has changed.</summary>
    public void RefuseNotStored(string reason) =>
        Refuse(RejectionKind.Unavailable, $"The registry could not be written, nothing has changed: {reason}");
}
