using System;
using System.Collections.Generic;

namespace Tepui.Simulation.ZooKeeper;

/// <summary>What a session asks of the ensemble over a connection.</summary>
internal abstract record Request(long Number);

/// <param name="Session">0 for a new one.</param>
internal sealed record ConnectRequest(long Session, TimeSpan Timeout) : Request(0);

internal sealed record PingRequest(long Number) : Request(Number);

/// <summary>An ephemeral node; its name gets a number that grows.</summary>
internal sealed record CreateRequest(long Number, string Prefix, byte[] Data) : Request(Number);

internal sealed record ChildrenRequest(long Number, string Path, bool Watch) : Request(Number);

internal sealed record GetRequest(long Number, string Path) : Request(Number);

/// <param name="Version">That is replaced; -1: there must be none yet.</param>
internal sealed record SetRequest(long Number, string Path, byte[] Data, int Version) : Request(Number);

internal sealed record CloseRequest(long Number) : Request(Number);

/// <summary>What the ensemble says.</summary>
internal abstract record Answer;

internal sealed record ConnectAnswer(long Session, TimeSpan Timeout) : Answer;

internal sealed record ExpiredAnswer : Answer;

internal sealed record DoneAnswer(long Number) : Answer;

internal sealed record CreateAnswer(long Number, string Name) : Answer;

internal sealed record ChildrenAnswer(long Number, IReadOnlyList<KeyValuePair<string, Node>> Children) : Answer;

internal sealed record GetAnswer(long Number, Node? Node) : Answer;

/// <param name="Version">The new one; null when the one to be replaced was another.</param>
internal sealed record SetAnswer(long Number, int? Version) : Answer;

internal sealed record WatchAnswer(string Path) : Answer;
