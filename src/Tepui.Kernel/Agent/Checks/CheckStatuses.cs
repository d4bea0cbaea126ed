using Google.Protobuf;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Checks;

/// <summary>What a task's <c>check_status</c> says: always of what type its check is, and a result when there is one.</summary>
internal static class CheckStatuses
{
    public static CheckStatusInfo Empty(CheckInfo check)
    {
        var status = new CheckStatusInfo { Type = check.Type };
        switch (check.Type)
        {
            case CheckInfo.Types.Type.Http:
                status.Http = new CheckStatusInfo.Types.Http();
                break;
            case CheckInfo.Types.Type.Tcp:
                status.Tcp = new CheckStatusInfo.Types.Tcp();
                break;
            case CheckInfo.Types.Type.Command:
                status.Command = new CheckStatusInfo.Types.Command();
                break;
        }

        return status;
    }

    /// <summary>Messages that are generated hold a result of 0 to be the same as none.</summary>
    public static bool Same(CheckStatusInfo one, CheckStatusInfo? other) =>
        other is not null && one.ToByteString().Equals(other.ToByteString());

    /// <summary>What an answer comes to; one that is no result is empty.</summary>
    public static CheckStatusInfo Of(CheckInfo check, CheckAnswer answer)
    {
        CheckStatusInfo status = Empty(check);
        switch (answer)
        {
            case CheckAnswer.Http http when status.Http is { } result:
                result.StatusCode = (uint)http.StatusCode;
                break;
            case CheckAnswer.Tcp tcp when status.Tcp is { } result:
                result.Succeeded = tcp.Connected;
                break;
            case CheckAnswer.Command { Wait.HasExited: true } command when status.Command is { } result:
                result.ExitCode = command.Wait.ExitStatus;
                break;
        }

        return status;
    }
}
