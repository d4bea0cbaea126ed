using System.IO;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Responses;

namespace Tepui.Endpoints.Tests.Json;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("", "application/json", "true")]
    [InlineData("?jsonp=", "application/json", "true")]
    [InlineData("?jsonp=page.jQuery_1$", "text/javascript", "page.jQuery_1$(true);")]
    public async Task WriteAsync_WithTheNameOfAFunction_CallsIt(string query, string type, string body)
    {
        HttpContext context = Context(query);

        await JsonBody.WriteAsync(context, static writer => writer.WriteBooleanValue(true));

        context.Response.StatusCode.ShouldBe(200);
        context.Response.ContentType.ShouldBe(type);
        Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()).ShouldBe(body);
    }

    [Theory]
    [InlineData("?jsonp=alert(1)//")]
    [InlineData("?jsonp=a%3Cb")]
    public async Task WriteAsync_WithAnythingElse_IsRefused(string query)
    {
        RequestRefusedException refusal = await Should.ThrowAsync<RequestRefusedException>(
            () => JsonBody.WriteAsync(Context(query), static writer => writer.WriteBooleanValue(true)));

        refusal.StatusCode.ShouldBe(400);
        refusal.Message.ShouldContain("'jsonp'");
    }

    private static DefaultHttpContext Context(string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = new MemoryStream();
        return context;
    }
}
