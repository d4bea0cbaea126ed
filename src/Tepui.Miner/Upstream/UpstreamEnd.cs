using System;

namespace Tepui.Miner.Upstream;

/// <summary>Why a connection to an upstream pool ended that was not cancelled.</summary>
/// <param name="Reason">For a person.</param>
/// <param name="Port">Where the pool wants us to go on; null for no wish.</param>
/// <param name="Wait">How long it wants us to wait first; null when it did not ask us to connect again.</param>
/// <param name="IsConfigureUnwelcome">It closed upon mining.configure, as old pools do: the next try goes without.</param>
internal sealed record UpstreamEnd(string Reason, int? Port = null, TimeSpan? Wait = null, bool IsConfigureUnwelcome = false);
