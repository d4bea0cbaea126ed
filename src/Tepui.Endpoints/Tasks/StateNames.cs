using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Kernel;

namespace Tepui.Endpoints.Tasks;

/// <summary>What states of tasks are called on the wire.</summary>
public static class StateNames
{
    private static readonly Dictionary<TaskState, string> Names =
        Enum.GetValues<TaskState>().ToDictionary(static state => state, static state => WireNames.Of(state));

    private static readonly Dictionary<TaskState, JsonEncodedText> EncodedNames =
        Names.ToDictionary(static pair => pair.Key, static pair => JsonEncodedText.Encode(pair.Value));

    /// <summary>The name, or the number of a state that is not known.</summary>
    public static string Of(TaskState state) => Names.TryGetValue(state, out string? name) ? name : state.ToString();

    /// <summary>The same, ready to be written.</summary>
    public static JsonEncodedText Encoded(TaskState state) =>
        EncodedNames.TryGetValue(state, out JsonEncodedText name) ? name : JsonEncodedText.Encode(state.ToString());
}
