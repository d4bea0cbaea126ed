using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>An ACI's manifest, as far as Mesos reads it (include/mesos/appc/spec.proto); what else stands in one is passed over.</summary>
internal sealed record AppcManifest
{
    private const string Kind = "ImageManifest";
    private const string Remedy = "make the ACI anew";

    public string? AcKind { get; init; }

    public string? AcVersion { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<AppcPair?>? Labels { get; init; }

    public AppcApp? App { get; init; }

    public IReadOnlyList<AppcDependency?>? Dependencies { get; init; }

    /// <summary>What its name and labels make of it.</summary>
    [JsonIgnore]
    public string Key => AppcReference.KeyOf(Name!, new SortedDictionary<string, string>(
        (Labels ?? []).GroupBy(label => label!.Name!).ToDictionary(same => same.Key, same => same.Last()!.Value!), StringComparer.Ordinal));

    /// <exception cref="ImageException">It is none.</exception>
    public static AppcManifest Parse(byte[] json)
    {
        AppcManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, AppcJson.Default.AppcManifest);
        }
        catch (JsonException e)
        {
            throw new ImageException($"its manifest is damaged ({e.Message.ReplaceLineEndings(" ")}): {Remedy}", e);
        }

        return manifest?.Fault() is not { } fault ? manifest ?? throw Refused("is null") : throw Refused(fault);
    }

    /// <summary>
    /// How it is to run, in Docker's terms: all of exec is what a command's arguments replace from its second word on, as they do CMD.
    /// </summary>
    public ImageConfiguration Configuration() => new()
    {
        Cmd = [.. (App?.Exec ?? []).OfType<string>()],
        Env = [.. (App?.Environment ?? []).Select(variable => $"{variable!.Name}={variable.Value}")],
        WorkingDir = App?.WorkingDirectory,
    };

    /// <exception cref="ImageException">One names nothing that could be found.</exception>
    public IEnumerable<AppcReference> References() => (Dependencies ?? []).Select(dependency => AppcReference.Of(
        dependency!.ImageName!, dependency.ImageId, (dependency.Labels ?? []).Select(label => (label!.Name!, label.Value!))));

    private string? Fault() =>
        AcKind != Kind ? $"has no acKind '{Kind}'"
        : AcVersion is null ? "has no acVersion"
        : string.IsNullOrEmpty(Name) ? "has no name"
        : !AreWhole(Labels) ? "has a label without name or value"
        : App?.Exec?.Contains(null) == true ? "has an app.exec with an empty word"
        : !AreWhole(App?.Environment) || App?.Environment?.Any(variable => variable!.Name!.Contains('=', StringComparison.Ordinal)) == true
            ? "has an app.environment without name or value, or with '=' in a name"
        : App?.WorkingDirectory is { Length: > 0 } directory && !directory.StartsWith('/') ? "has no absolute app.workingDirectory"
        : Dependencies?.Any(dependency => string.IsNullOrEmpty(dependency?.ImageName) || !AreWhole(dependency.Labels)) == true
            ? "has a dependency without imageName, or with a label without name or value"
        : null;

    private static bool AreWhole(IReadOnlyList<AppcPair?>? pairs) =>
        pairs?.All(pair => pair is { Name.Length: > 0, Value: not null }) ?? true;

    private static ImageException Refused(string fault) => new($"its manifest {fault}: {Remedy}");
}

internal sealed record AppcPair(string? Name, string? Value);

internal sealed record AppcApp(IReadOnlyList<string?>? Exec, IReadOnlyList<AppcPair?>? Environment, string? WorkingDirectory);

/// <param name="ImageId">Null for whatever is found by the name.</param>
internal sealed record AppcDependency(
    string? ImageName, [property: JsonPropertyName("imageID")] string? ImageId, IReadOnlyList<AppcPair?>? Labels);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AppcManifest))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class AppcJson : JsonSerializerContext;
