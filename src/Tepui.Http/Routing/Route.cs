using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Tepui.Http.Routing;

/// <summary>Answers one request. Throw <see cref="Responses.RequestRefusedException"/> to refuse it.</summary>
public delegate Task RequestHandler(HttpContext context);

/// <param name="Path">As in <c>/api/v1</c>: no slash at the end, already decoded.</param>
/// <param name="Methods">The methods it answers; empty for all.</param>
public sealed record Route(string Path, IReadOnlyList<string> Methods, RequestHandler Handler)
{
    /// <summary>Asked first, before the method is looked at: answers in the handler's place, or null when the handler is to answer.</summary>
    public Func<HttpContext, Task?>? Gate { get; init; }
}
