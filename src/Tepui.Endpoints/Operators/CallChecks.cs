using System;
using Google.Protobuf;
using Tepui.Http.Responses;
using Tepui.Kernel;

namespace Tepui.Endpoints.Operators;

/// <summary>What the operator APIs of master and agent (<c>POST /api/v1</c>) ask of every call.</summary>
public static class CallChecks
{
    /// <summary>A call's own message must be there when it has one (Mesos's src/master/validation.cpp, src/slave/validation.cpp).</summary>
    /// <param name="daemon"><c>master</c> or <c>agent</c>.</param>
    /// <param name="type">The call's type.</param>
    /// <param name="unknown">The type of a call without one.</param>
    /// <param name="optional">Calls whose message may be left out.</param>
    /// <exception cref="RequestRefusedException">400 naming what is missing.</exception>
    public static void Validate<TType>(IMessage call, string daemon, TType type, TType unknown, params ReadOnlySpan<TType> optional)
        where TType : struct, Enum
    {
        if (type.Equals(unknown))
            throw Missing(daemon, "type");
        if (optional.Contains(type))
            return;

        // The message's name is the type's, in lower case; calls without one have no such field.
        string name = WireNames.Of(type).ToLowerInvariant();
        if (call.Descriptor.FindFieldByName(name) is { } field && field.Accessor.GetValue(call) is not IMessage)
            throw Missing(daemon, name);
    }

    /// <summary>501 naming the call.</summary>
    public static RequestRefusedException NotSupported<TType>(string daemon, TType type)
        where TType : struct, Enum =>
        RequestRefusedException.NotImplemented($"The {WireNames.Of(type)} call is not supported yet by this {daemon}");

    private static RequestRefusedException Missing(string daemon, string field) =>
        RequestRefusedException.BadRequest($"Failed to validate {daemon}::Call: Expecting '{field}' to be present");
}
