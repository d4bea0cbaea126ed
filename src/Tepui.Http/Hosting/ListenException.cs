using System;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Tepui.Http.Hosting;

/// <summary>A daemon cannot listen where it was told to; the message is for the user.</summary>
public sealed class ListenException : Exception
{
    public ListenException(string message)
        : base(message)
    {
    }

    public ListenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ListenException()
        : base("cannot listen")
    {
    }

    internal static ListenException From(HttpOptions options, Exception exception)
    {
        if (options.SocketPath is { } path)
            return new ListenException($"cannot listen on the socket {path}: {exception.Message}", exception);
        string where = $"{options.Address}:{options.Port}";
        SocketError? error = (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode;
        string message = exception is AddressInUseException
            || exception.InnerException is AddressInUseException
            || error == SocketError.AddressAlreadyInUse
            ? $"{where} is in use by another program: choose another port with --port"
            : error switch
            {
                SocketError.AccessDenied => $"{where}: not allowed to listen on this port; choose one above 1023 with --port",
                SocketError.AddressNotAvailable => $"{where}: no interface of this machine has this address; choose another with --ip",
                _ => $"{where}: cannot listen: {exception.Message}; see --ip and --port",
            };
        return new ListenException(message, exception);
    }
}
