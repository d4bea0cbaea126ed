using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Mesos.V1.Agent;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Running;

/// <content>Calls to an agent's v1 API. One that is answered later has a name: <c>a1 operator > {...} as w</c>, and <c>w = 200</c>.</content>
internal sealed partial class ScriptRunner
{
    private readonly Dictionary<string, Task<HttpAnswer>> _pending = [];

    private async Task CallAgentAsync(RunningAgent agent, string text)
    {
        Match named = NamedCall().Match(text);
        string call = (named.Success ? named.Groups["call"].Value : text).TrimStart('>');
        string type = MediaTypes.Of(encoding);
        Task<HttpAnswer> answer = agent.RequestAsync(
            "POST",
            "/api/v1",
            [new("Content-Type", type), new("Accept", type), new("Connection", "close")],
            WireMessages.Encode<Call>(encoding, Outgoing(call)));
        if (named.Success)
        {
            _pending[named.Groups["name"].Value] = answer;
            return;
        }

        Answered(await answer.WaitAsync(RunningMaster.Patience));
    }

    /// <summary>The answer to a call that has a name, which must be there or on its way.</summary>
    private async Task CheckPendingAsync(string name, string expected)
    {
        if (!expected.StartsWith('='))
        {
            throw new ScriptException($"expecting '{name} = STATUS ...'");
        }

        Answered(await _pending[name].WaitAsync(RunningMaster.Patience));
        CheckAnswer(expected[1..].Trim());
        _pending.Remove(name);
    }

    private void Answered(HttpAnswer answer)
    {
        _answer = answer;
        _decodeAnswer = body => body.Length == 0 ? new JsonObject() : WireMessages.Decode<Response>(encoding, body);
    }

    [GeneratedRegex(@"\A(?<call>.*\})\s+as\s+(?<name>\w+)\z", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NamedCall();
}
