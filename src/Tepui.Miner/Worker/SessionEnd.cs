using System;

namespace Tepui.Miner.Worker;

/// <summary>Why a session ended that was not cancelled.</summary>
/// <param name="Reason">For a person.</param>
/// <param name="WasAuthorized">It had worked: the next try need not wait long.</param>
/// <param name="Port">Where the server wants the worker to go on; null for the same port.</param>
/// <param name="Wait">How long the server wants it to wait first; null when it has not asked.</param>
/// <param name="IsConfigureUnwelcome">It closed upon mining.configure, as old servers do: the next try goes without.</param>
internal sealed record SessionEnd(string Reason, bool WasAuthorized, int? Port = null, TimeSpan? Wait = null, bool IsConfigureUnwelcome = false);
