using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Running;

/// <content>Requests that are no scheduler's, and the answers to all.</content>
internal sealed partial class ScriptRunner
{
    private HttpAnswer? _answer;
    private Func<byte[], JsonNode>? _decodeAnswer;

    private delegate Task<HttpAnswer> Server(
        string method, string path, IEnumerable<KeyValuePair<string, string>> headers, byte[] body);

    private async Task RequestAsync(Statement statement, Server server)
    {
        string text = Rest(statement);
        switch (statement.FirstWord)
        {
            case "get":
                await SendAsync(server, "GET", _bindings.FillText(text), [], []);
                break;
            case "post":
                string[] post = _bindings.FillText(text).Split([' ', '\n'], 2);
                await SendAsync(server, "POST", post[0], [], Encoding.UTF8.GetBytes(post.Length > 1 ? post[1] : ""));
                break;
            case "operator":
                string type = MediaTypes.Of(encoding);
                byte[] call = WireMessages.Encode<Call>(encoding, Outgoing(text.TrimStart('>')));
                await SendAsync(server, "POST", "/api/v1", [new("Content-Type", type), new("Accept", type)], call);
                _decodeAnswer = body => WireMessages.Decode<Response>(encoding, body);
                break;
            default:
                await SendRawAsync(server, text);
                break;
        }
    }

    /// <summary>A request to the letter: method and path, header lines, and a body as text, as bytes or as so many spaces.</summary>
    private async Task SendRawAsync(Server server, string text)
    {
        string[] lines = _bindings.FillText(text).Split('\n');
        string[] first = lines[0].Split(' ');
        var headers = new List<KeyValuePair<string, string>>();
        byte[] body = [];
        for (int i = 1; i < lines.Length; i++)
        {
            string[] pair = lines[i].Split(' ', 2);
            string value = pair.Length > 1 ? pair[1] : "";
            switch (pair[0])
            {
                case "body":
                    body = Encoding.UTF8.GetBytes(string.Join('\n', [value, .. lines[(i + 1)..]]));
                    i = lines.Length;
                    break;
                case "bytes":
                    body = Convert.FromHexString(value.Replace(" ", "", StringComparison.Ordinal));
                    break;
                case "spaces":
                    body = Encoding.ASCII.GetBytes(new string(' ', int.Parse(value, CultureInfo.InvariantCulture)));
                    break;
                default:
                    headers.Add(new(pair[0].TrimEnd(':'), value));
                    break;
            }
        }

        await SendAsync(server, first[0], first[1], headers, body);
    }

    private async Task SendAsync(
        Server server, string method, string path, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
    {
        _answer = await server(method, path, headers.Append(new("Connection", "close")), body);
        _decodeAnswer = static bytes => JsonNode.Parse(bytes)!;
    }

    /// <summary>A request whose answer the script says nothing about must have been accepted.</summary>
    private void ExpectAccepted()
    {
        HttpAnswer? answer = _answer;
        _answer = null;
        if (answer is { Head.StatusCode: not (200 or 202) })
        {
            throw new ScriptException($"got {answer.Head.StatusCode} {answer.Text}");
        }
    }

    private void CheckAnswer(string expected)
    {
        HttpAnswer answer = _answer ?? throw new ScriptException("nothing was asked before");
        string[] parts = expected.Split([' ', '\n'], 2);
        if (answer.Head.StatusCode.ToString(CultureInfo.InvariantCulture) != parts[0])
        {
            throw new ScriptException($"got {answer.Head.StatusCode} {answer.Text}");
        }

        if (parts.Length > 1 && parts[1].StartsWith('{') && _decodeAnswer is { } decode)
        {
            Compare(parts[1], decode(answer.Body));
        }
        else if (parts.Length > 1 && !new Pattern(_bindings).Fits(parts[1].Replace('\n', ' '), answer.Text))
        {
            throw new ScriptException($"got {answer.Head.StatusCode} {answer.Text}");
        }

        _answer = answer with { Head = answer.Head with { StatusCode = 200 } };
    }

    private void CheckHeader(string expected)
    {
        HttpAnswer answer = _answer ?? throw new ScriptException("nothing was asked before");
        string[] pair = expected.Split(": ", 2);
        string? got = answer.Head.Headers.GetValueOrDefault(pair[0]);
        if (got is null || !new Pattern(_bindings).Fits(pair[1], got))
        {
            throw new ScriptException($"got {pair[0]}: {got ?? "(absent)"}");
        }
    }
}
