using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Protocol.Secrets;
using Environment = Mesos.V1.Environment;

namespace Tepui.Endpoints.Secrets;

/// <summary>
/// Commands as endpoints show them: in Mesos's shape, with secrets of known forms hidden. What agents and executors are sent
/// is never changed.
/// </summary>
public static class ShownCommand
{
    public static ExecutorInfo Of(ExecutorInfo executor)
    {
        if (executor.Command is null)
            return executor;
        ExecutorInfo shown = executor.Clone();
        shown.Command = Of(executor.Command);
        return shown;
    }

    public static CommandInfo Of(CommandInfo command)
    {
        CommandInfo shown = command.Clone();
        if (shown.HasValue)
            shown.Value = SecretText.Redact(shown.Value);
        shown.Arguments.Clear();
        shown.Arguments.AddRange(Arguments(command.Arguments));
        foreach (CommandInfo.Types.URI uri in shown.Uris)
            uri.Value = SecretText.Redact(uri.Value);
        foreach (Environment.Types.Variable variable in shown.Environment?.Variables ?? [])
            Hide(variable);
        return shown;
    }

    /// <summary>An argument is known whole, so that a secret with spaces is too.</summary>
    public static IEnumerable<string> Arguments(IEnumerable<string> arguments)
    {
        bool secretFollows = false;
        foreach (string argument in arguments)
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (secretFollows)
                yield return SecretText.Mask;
            else if (equals > 0 && SecretText.IsSecretName(argument[..equals]))
                yield return argument[..(equals + 1)] + SecretText.Mask;
            else
                yield return SecretText.Redact(argument);
            secretFollows = !secretFollows && equals < 0 && argument.StartsWith('-') && SecretText.IsSecretName(argument);
        }
    }

    private static void Hide(Environment.Types.Variable variable)
    {
        if (variable.Secret?.Value is { } secret)
            secret.Data = ByteString.CopyFromUtf8(SecretText.Mask);
        if (variable.HasValue)
            variable.Value = SecretText.IsSecretName(variable.Name) ? SecretText.Mask : SecretText.Redact(variable.Value);
    }
}
