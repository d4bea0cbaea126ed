using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>Names are the Engine API's own, which writes them as C# does; the few lower-case ones are found by ignoring case.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(CreateContainer))]
[JsonSerializable(typeof(EngineError))]
[JsonSerializable(typeof(List<ContainerSummary>))]
[JsonSerializable(typeof(ContainerInspection))]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(PullProgress))]
[JsonSerializable(typeof(ImageInspection))]
[JsonSerializable(typeof(CreateExec))]
[JsonSerializable(typeof(CreatedExec))]
[JsonSerializable(typeof(ExecInspection))]
[JsonSerializable(typeof(UpdateContainer))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class EngineJson : JsonSerializerContext;
