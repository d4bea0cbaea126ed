using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Files;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>
/// Who dockerd is to be for a registry while it pulls (docs/docker-containerizer.md, "Private Docker repository"): as a file says that
/// was fetched into the sandbox, else as --docker_config does.
/// </summary>
internal sealed class PullCredentials(DockerConfiguration agent)
{
    private const int LargestFile = 1024 * 1024;

    /// <summary>Where docker looks in a home.</summary>
    private static readonly string[] Files = [".docker/config.json", ".dockercfg"];

    /// <summary>The value of X-Registry-Auth (Engine API, "Authentication"); null where nobody is named.</summary>
    /// <exception cref="ContainerLaunchException">The sandbox's file is none of Docker's.</exception>
    public string? HeaderFor(string image, string sandbox)
    {
        string host;
        try
        {
            host = ImageName.Parse(image).Registry ?? RegistryAddress.DockerHub;
        }
        catch (ImageException)
        {
            // dockerd says what is wrong with the name.
            return null;
        }

        if ((InSandbox(sandbox) ?? agent).For(host) is not { } credentials)
            return null;
        var header = new RegistryAuthentication
        {
            Username = credentials.IdentityToken is null ? credentials.User : null,
            Password = credentials.IdentityToken is null ? credentials.Password : null,
            IdentityToken = credentials.IdentityToken,
            ServerAddress = host,
        };
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(header, RegistryJson.Default.RegistryAuthentication))
            .Replace('+', '-').Replace('/', '_');
    }

    private static DockerConfiguration? InSandbox(string sandbox)
    {
        foreach (string name in Files)
        {
            if (!File.Exists(Path.Combine(sandbox, name)))
                continue;
            try
            {
                return DockerConfiguration.Parse(Read(sandbox, name));
            }
            catch (Exception e) when (e is FormatException or FetchException or IOException)
            {
                throw new ContainerLaunchException($"{name} of the sandbox holds no credentials for registries: {e.Message}", e);
            }
        }

        return null;
    }

    /// <summary>No link of the sandbox is followed.</summary>
    private static string Read(string sandbox, string name)
    {
        using SandboxFolder folder = SandboxFolder.Open(sandbox, null);
        using SafeFileHandle file = folder.OpenToRead(EntryPath.Parse(name, out _)!);
        if (!FileStatus.TryRead(file, out FileStatus status) || !status.IsRegular || status.Size > LargestFile)
            throw new FormatException($"it is no plain file, or larger than {LargestFile} bytes");
        byte[] text = new byte[status.Size];
        return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(file, text, 0));
    }
}

/// <summary>AuthConfig of the Engine API.</summary>
internal sealed class RegistryAuthentication
{
    [JsonPropertyName("username")]
    public string? Username { get; set; }

    [JsonPropertyName("password")]
    public string? Password { get; set; }

    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; set; }

    [JsonPropertyName("serveraddress")]
    public string? ServerAddress { get; set; }
}

[JsonSerializable(typeof(RegistryAuthentication))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class RegistryJson : JsonSerializerContext;
