using System.Collections.Generic;
using System.Text.Json;

namespace Tepui.Agent.ContainerLoggers;

/// <summary>Mesos's <c>--modules</c> (docs/modules.md). Libraries are not loaded: what is named must be built in.</summary>
internal static class ModuleParameters
{
    public const string Logrotate = "org_apache_mesos_LogrotateContainerLogger";

    /// <summary>The parameters of the rotating logger, its defaults where nothing is said.</summary>
    /// <param name="json">The flag's text; null when it is not given.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    public static LogrotateParameters Parse(string? json, List<string> faults)
    {
        LogrotateParameters parameters = LogrotateParameters.Default;
        if (string.IsNullOrWhiteSpace(json))
            return parameters;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonElement library in Items(document.RootElement, "libraries"))
            {
                foreach (JsonElement module in Items(library, "modules"))
                {
                    string name = Text(module, "name");
                    if (name != Logrotate)
                        faults.Add($"--modules: there is no module '{name}': only {Logrotate} is built in");
                    else
                        parameters = Read(module, parameters, faults);
                }
            }
        }
        catch (JsonException e)
        {
            faults.Add($"--modules: is no JSON: {e.Message}");
        }

        return parameters;
    }

    private static LogrotateParameters Read(JsonElement module, LogrotateParameters parameters, List<string> faults)
    {
        foreach (JsonElement parameter in Items(module, "parameters"))
        {
            parameters = parameters.With(Text(parameter, "key"), Text(parameter, "value"), out string? fault);
            if (fault is not null)
                faults.Add($"--modules: {Logrotate}: {fault}");
        }

        return parameters;
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : [];

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
