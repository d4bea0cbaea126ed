using System;
using Mesos.V1;
using Variable = Mesos.V1.Environment.Types.Variable;

namespace Tepui.Kernel.Tasks;

/// <summary>Rules of a CommandInfo and its environment (src/common/validation.cpp).</summary>
public static class CommandValidation
{
    /// <summary>What is wrong with a command, or null.</summary>
    public static string? Validate(CommandInfo command)
    {
        if (command.Environment is null)
        {
            return null;
        }

        foreach (var variable in command.Environment.Variables)
        {
            if (Validate(variable) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Validate(Variable variable)
    {
        switch (variable.Type)
        {
            case Variable.Types.Type.Value:
                return !variable.HasValue ? $"Environment variable '{variable.Name}' of type 'VALUE' must have a value set"
                    : variable.Secret is not null ? $"Environment variable '{variable.Name}' of type 'VALUE' must not have a secret set"
                    : null;
            case Variable.Types.Type.Secret:
                return variable.Secret is null ? $"Environment variable '{variable.Name}' of type 'SECRET' must have a secret set"
                    : variable.HasValue ? $"Environment variable '{variable.Name}' of type 'SECRET' must not have a value set"
                    : Validate(variable.Secret) is { } fault
                        ? $"Environment variable '{variable.Name}' specifies an invalid secret: {fault}"
                    : variable.Secret.Value?.Data.Span.IndexOf((byte)0) >= 0
                        ? $"Environment variable '{variable.Name}' specifies a secret containing null bytes, " +
                          "which is not allowed in the environment"
                    : null;
            default:
                return "Environment variable of type 'UNKNOWN' is not allowed";
        }
    }

    private static string? Validate(Secret secret) => secret.Type switch
    {
        Secret.Types.Type.Reference when secret.Reference is null => "Secret of type REFERENCE must have the 'reference' field set",
        Secret.Types.Type.Reference when secret.Value is not null =>
            $"Secret '{secret.Reference.Name}' of type REFERENCE must not have the 'value' field set",
        Secret.Types.Type.Value when secret.Value is null => "Secret of type VALUE must have the 'value' field set",
        Secret.Types.Type.Value when secret.Reference is not null => "Secret of type VALUE must not have the 'reference' field set",
        _ => null,
    };
}
