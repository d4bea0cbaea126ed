using System;

namespace Tepui.Http.Responses;

/// <summary>A request is refused with a status code and one line for whoever sent it.</summary>
public sealed class RequestRefusedException : Exception
{
    public RequestRefusedException(int statusCode, string message)
        : base(message) => StatusCode = statusCode;

    public RequestRefusedException(string message)
        : this(400, message)
    {
    }

    public RequestRefusedException(string message, Exception innerException)
        : base(message, innerException) => StatusCode = 400;

    public RequestRefusedException()
        : this(400, "bad request")
    {
    }

    public int StatusCode { get; }

    public static RequestRefusedException BadRequest(string message) => new(400, message);

    public static RequestRefusedException Forbidden(string message) => new(403, message);

    public static RequestRefusedException NotFound(string message) => new(404, message);

    public static RequestRefusedException NotAcceptable(string message) => new(406, message);

    public static RequestRefusedException PayloadTooLarge(string message) => new(413, message);

    public static RequestRefusedException UnsupportedMediaType(string message) => new(415, message);

    public static RequestRefusedException NotImplemented(string message) => new(501, message);

    public static RequestRefusedException Unavailable(string message) => new(503, message);
}
