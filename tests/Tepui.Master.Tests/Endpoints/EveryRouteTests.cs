using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Tepui.Master.Options;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>Every route that takes only some methods, asked with others; and every route that takes a body, given one too long.</summary>
public sealed class EveryRouteTests
{
    private static readonly (string Path, string[] Methods)[] Routes =
    [
        ("/api/v1", ["POST"]),
        ("/api/v1/scheduler", ["POST"]),
        ("/create-volumes", ["POST"]),
        ("/destroy-volumes", ["POST"]),
        ("/machine/down", ["POST"]),
        ("/machine/up", ["POST"]),
        ("/maintenance/schedule", ["GET", "POST"]),
        ("/maintenance/status", ["GET", "HEAD"]),
        ("/quota", ["GET", "POST", "DELETE"]),
        ("/reserve", ["POST"]),
        ("/teardown", ["POST"]),
        ("/unreserve", ["POST"]),
        ("/weights", ["GET", "PUT"]),
    ];

    private static readonly string[] Rubbish =
    [
        "", "{", "[]", "null", "5", "\"x\"", "\0\u0001", "a=b&c", "%%%=%zz&=", "slaveId=x&resources=[&volumes=[", new('[', 20_000),
    ];

    public static TheoryData<string, string> Refused
    {
        get
        {
            var refused = new TheoryData<string, string>();
            foreach ((string path, string[] methods) in Routes)
            {
                foreach (string method in new[] { "GET", "POST", "PUT", "DELETE", "PATCH" }.Except(methods))
                {
                    refused.Add(path, method);
                }
            }

            return refused;
        }
    }

    public static TheoryData<string> WithBodies =>
        [.. Routes.Where(static route => route.Methods.Contains("POST")).Select(static route => route.Path)];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task AMethodThatTheRouteDoesNotTake_Is405WithThoseItDoes(string path, string method)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        foreach (string prefix in new[] { "", "/master" })
        {
            using HttpResponseMessage response = await master.SendAsync(new HttpMethod(method), prefix + path);

            ((int)response.StatusCode).ShouldBe(405);
            string[] allowed = Routes.Single(route => route.Path == path).Methods;
            response.Content.Headers.Allow.ShouldBe(allowed, ignoreOrder: true);
            string names = string.Join(", ", allowed.Select(static one => $"'{one}'"));
            (await response.Content.ReadAsStringAsync()).ShouldBe(
                $"405 Method Not Allowed. Expecting one of {{ {names} }}, but received '{method}'.");
        }
    }

    [Theory]
    [MemberData(nameof(WithBodies))]
    public async Task ABodyBeyondTheFlag_Is413(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync(
            new MasterOptions { Registry = RegistryKinds.InMemory, MaxRequestBodyBytes = 2000 });

        using HttpResponseMessage response = await master.PostAsync(path, "application/json", new byte[2001], "application/json");

        ((int)response.StatusCode).ShouldBe(413);
        (await response.Content.ReadAsStringAsync()).ShouldContain("2000 bytes (--max_request_body_bytes)");
    }

    [Theory]
    [MemberData(nameof(WithBodies))]
    public async Task ABodyOfRubbish_IsRefusedInOneLine(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        foreach (string body in Rubbish)
        {
            foreach (string type in new[] { "application/json", "application/x-protobuf", "application/x-www-form-urlencoded" })
            {
                using HttpResponseMessage response = await master.PostAsync(path, type, Encoding.UTF8.GetBytes(body), "application/json");

                // An empty list of machines, or none, is one that a schedule or a transition may have.
                int status = (int)response.StatusCode;
                status.ShouldBeOneOf([200, 400, 415], $"{path} {type} {body}");
                if (status != 200)
                {
                    string answer = await response.Content.ReadAsStringAsync();
                    answer.ShouldNotContain("Exception");
                    answer.ShouldNotContain("\n   at ");
                    answer.ShouldNotBeEmpty();
                }
            }
        }

        (await master.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/scheduler")]
    public async Task ContentTypesThatAreNone_Are415AndWithout400(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        foreach (string type in new[] { "text/plain", "application/xml", "application/recordio", "application/jsonx" })
        {
            using HttpResponseMessage response = await master.PostAsync(path, type, "{}"u8.ToArray(), "application/json");
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe(
                (415, "Expecting 'Content-Type' of application/json or application/x-protobuf"));
        }

        using HttpResponseMessage without = await master.PostAsync(path, null, "{}"u8.ToArray(), "application/json");
        ((int)without.StatusCode, await without.Content.ReadAsStringAsync()).ShouldBe((400, "Expecting 'Content-Type' to be present"));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/master/nowhere")]
    [InlineData("/slave(1)/state")]
    [InlineData("/../etc/passwd")]
    public async Task APathThatIsNone_Is404(string path)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        ((int)(await master.GetAsync(path)).StatusCode).ShouldBe(404);
    }
}
