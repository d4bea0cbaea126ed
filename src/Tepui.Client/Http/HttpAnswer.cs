using System.Net;

namespace Tepui.Client.Http;

/// <summary>A short HTTP answer, whole.</summary>
internal readonly record struct HttpAnswer(HttpStatusCode StatusCode, byte[] Body)
{
    public bool IsSuccess => (int)StatusCode is >= 200 and < 300;
}
