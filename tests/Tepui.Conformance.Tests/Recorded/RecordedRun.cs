using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Tepui.Conformance.Tests.Recorded;

/// <summary>A call that a scheduler made, and what it was answered; no answer for the one that opened the stream.</summary>
internal sealed record RecordedCall(string Name, JsonObject Body, string? StreamId, int StatusCode, string Answer);

/// <summary>An event and when it came, since the subscription.</summary>
internal sealed record RecordedEvent(TimeSpan Time, JsonNode Event);

/// <summary>
/// A scheduler's run as it was recorded: <c>NAME-NN-CALL.request.txt</c> and <c>.response.txt</c>, <c>NAME-events.jsonl</c>.
/// </summary>
internal sealed class RecordedRun
{
    public required IReadOnlyList<RecordedCall> Calls { get; init; }

    public required IReadOnlyList<RecordedEvent> Events { get; init; }

    public static RecordedRun Load(string folder, string name) => new()
    {
        Calls = [.. Directory.EnumerateFiles(folder, $"{name}-*.request.txt").Order(StringComparer.Ordinal).Select(ReadCall)],
        Events = [.. File.ReadLines(Path.Combine(folder, $"{name}-events.jsonl")).Select(ReadEvent)],
    };

    private static RecordedEvent ReadEvent(string line)
    {
        JsonNode node = JsonNode.Parse(line)!;
        return new RecordedEvent(TimeSpan.FromSeconds((double)node["t"]!), node["event"]!);
    }

    private static RecordedCall ReadCall(string path)
    {
        (string head, string body) = Split(File.ReadAllText(path));
        string answerPath = path.Replace(".request.", ".response.", StringComparison.Ordinal);
        (string answerHead, string answer) = File.Exists(answerPath) ? Split(File.ReadAllText(answerPath)) : ("HTTP/1.1 200 OK", "");
        return new RecordedCall(
            Path.GetFileName(path),
            JsonNode.Parse(body)!.AsObject(),
            head.Split('\n').FirstOrDefault(line => line.StartsWith("Mesos-Stream-Id: ", StringComparison.Ordinal))?.Split(": ")[1],
            int.Parse(answerHead.Split(' ')[1], CultureInfo.InvariantCulture),
            answer);
    }

    private static (string Head, string Body) Split(string text)
    {
        string[] parts = text.ReplaceLineEndings("\n").Split("\n\n", 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }
}
