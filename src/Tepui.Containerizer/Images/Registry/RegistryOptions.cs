using System;
using System.Security.Cryptography.X509Certificates;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>How a registry is spoken to.</summary>
internal sealed record RegistryOptions
{
    /// <summary>For images that name no registry.</summary>
    public string Registry { get; init; } = "https://" + RegistryAddress.DockerHub;

    /// <summary>For images that bring no credentials of their own.</summary>
    public DockerConfiguration Credentials { get; init; } = DockerConfiguration.Empty;

    /// <summary>How long a registry may give less than a byte a second.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a download that breaks off is gone on with.</summary>
    public int Resumptions { get; init; } = 4;

    /// <summary>In place of the machine's own authorities; for tests.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    public string Architecture { get; init; } = ManifestReader.Architecture;
}
