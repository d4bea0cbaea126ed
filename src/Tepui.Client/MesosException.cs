using System;
using System.Net;

namespace Tepui.Client;

/// <summary>
/// What went wrong between us and a master or agent: a refused call, with the status code and the text of the answer,
/// or a connection that failed, without a status code. The message is one line, for people.
/// </summary>
public sealed class MesosException : Exception
{
    public MesosException(string message, HttpStatusCode? statusCode = null, Exception? inner = null)
        : base(message, inner) => StatusCode = statusCode;

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>There was nobody to ask: the call has not been made.</summary>
    internal bool IsUnreachable { get; init; }

    /// <summary>Asking again as before cannot help: the other side understood and said no.</summary>
    public bool IsRefusal => StatusCode is { } code && (int)code is >= 400 and < 500
        and not ((int)HttpStatusCode.RequestTimeout) and not ((int)HttpStatusCode.TooManyRequests);
}
