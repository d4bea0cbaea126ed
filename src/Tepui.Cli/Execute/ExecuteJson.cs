using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Tepui.Cli.Execute;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ExecuteJson : JsonSerializerContext;
