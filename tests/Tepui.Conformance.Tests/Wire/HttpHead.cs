using System.Collections.Generic;

namespace Tepui.Conformance.Tests.Wire;

/// <summary>The head of an answer.</summary>
internal sealed record HttpHead(int StatusCode, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsChunked => Headers.GetValueOrDefault("Transfer-Encoding") == "chunked";
}

/// <summary>A whole answer.</summary>
internal sealed record HttpAnswer(HttpHead Head, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
