using System;
using System.Net.Sockets;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>dockerd gave no answer; whether it has done what was asked is not known. The message says what to do.</summary>
internal sealed class EngineUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    public static EngineUnavailableException For(string socket, Exception reason)
    {
        for (Exception? e = reason; e is not null; e = e.InnerException)
        {
            if (e is not SocketException { SocketErrorCode: var error })
                continue;
            if (error == SocketError.AccessDenied)
            {
                return new EngineUnavailableException(
                    $"may not open dockerd's socket {socket}: run the agent as root, or add its user to the socket's group", reason);
            }

            if (error is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
                return new EngineUnavailableException($"no dockerd listens at {socket}: start it, or set --docker_socket", reason);
        }

        return new EngineUnavailableException($"dockerd at {socket} went away before it answered: {reason.Message}", reason);
    }
}
