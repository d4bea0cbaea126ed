using System.Collections.Generic;

namespace Tepui.Containerizer.Resolvers;

/// <summary>Whom a container asks for names, in the words of resolv.conf(5).</summary>
/// <param name="Domain">Null when nothing is said; of Docker's networks there is none.</param>
public sealed record ResolverSettings(
    IReadOnlyList<string> NameServers, string? Domain, IReadOnlyList<string> Search, IReadOnlyList<string> Options);
