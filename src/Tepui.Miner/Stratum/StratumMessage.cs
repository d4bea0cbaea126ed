using System;
using System.Collections.Generic;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>One line of Stratum v1: a JSON-RPC request, notification or response.</summary>
public abstract record StratumMessage;

/// <summary>A line that is none of the known messages, or one with wrong parameters. The fault is for a person.</summary>
public sealed record MalformedMessage(StratumId Id, string Fault) : StratumMessage;

/// <summary>What a worker asks of the server; the response carries the same id.</summary>
public abstract record StratumRequest(StratumId Id) : StratumMessage;

/// <summary><c>mining.subscribe</c>: opens a session, or takes up an earlier one with its extranonce 1.</summary>
public sealed record SubscribeRequest(StratumId Id, string? UserAgent, string? SessionId) : StratumRequest(Id);

/// <summary><c>mining.authorize</c>.</summary>
public sealed record AuthorizeRequest(StratumId Id, string User, string? Password) : StratumRequest(Id);

/// <summary><c>mining.extranonce.subscribe</c>: the worker understands <see cref="SetExtranonceNotification"/>.</summary>
public sealed record ExtranonceSubscribeRequest(StratumId Id) : StratumRequest(Id);

/// <summary><c>mining.suggest_difficulty</c>.</summary>
public sealed record SuggestDifficultyRequest(StratumId Id, double Difficulty) : StratumRequest(Id);

/// <summary><c>mining.configure</c> of BIP 310: which extensions the worker knows, and what it asks of them.</summary>
/// <param name="MinimumBitCount">How many version bits the worker would like to have: told for diagnosis only.</param>
/// <param name="MinimumDifficulty">Null where none was given; 0 for no bound.</param>
public sealed record ConfigureRequest(
    StratumId Id,
    IReadOnlyList<string> Extensions,
    uint VersionMask = VersionRolling.FullMask,
    int? MinimumBitCount = null,
    double? MinimumDifficulty = null) : StratumRequest(Id);

/// <summary><c>client.get_version</c>: a server asks which program its worker is.</summary>
public sealed record GetVersionRequest(StratumId Id) : StratumRequest(Id);

/// <summary>
/// <c>mining.submit</c>: a share. The extranonce 2 stays as text, so that a wrong length can be told. The version bits are BIP
/// 310's sixth parameter, which is there when version rolling was agreed on.
/// </summary>
public sealed record SubmitRequest(
    StratumId Id, string User, string JobId, string Extranonce2, uint Time, uint Nonce, uint? VersionBits = null) : StratumRequest(Id);

/// <summary>A request of a method that is not known here, as <c>mining.get_transactions</c>.</summary>
public sealed record UnknownRequest(StratumId Id, string Method) : StratumRequest(Id);

/// <summary><c>mining.notify</c>: a job. <see cref="CleanJobs"/> makes every earlier one stale.</summary>
public sealed record NotifyNotification(
    string JobId,
    Hash256 PreviousBlock,
    ReadOnlyMemory<byte> CoinbaseStart,
    ReadOnlyMemory<byte> CoinbaseEnd,
    IReadOnlyList<Hash256> MerkleBranches,
    uint Version,
    uint Bits,
    uint Time,
    bool CleanJobs) : StratumMessage;

/// <summary><c>mining.set_difficulty</c>: holds for jobs from now on.</summary>
public sealed record SetDifficultyNotification(double Difficulty) : StratumMessage;

/// <summary><c>mining.set_extranonce</c>: holds from the next job on.</summary>
public sealed record SetExtranonceNotification(ReadOnlyMemory<byte> Extranonce1, int Extranonce2Size) : StratumMessage;

/// <summary><c>mining.set_version_mask</c> of BIP 310: holds at once, for jobs given before too.</summary>
public sealed record SetVersionMaskNotification(uint Mask) : StratumMessage;

/// <summary><c>client.reconnect</c>: go to another server, or to the same one when no host is named.</summary>
public sealed record ReconnectNotification(string? Host, int? Port, TimeSpan Wait) : StratumMessage;

/// <summary><c>client.show_message</c>: for the person who runs the worker.</summary>
public sealed record ShowMessageNotification(string Text) : StratumMessage;

/// <summary>The answer to a request: a result, whose shape the request decides, or an error.</summary>
public sealed record StratumResponse(StratumId Id, JsonElement? Result, StratumError? Error) : StratumMessage
{
    private static readonly JsonElement True = JsonDocument.Parse("true").RootElement;

    public static StratumResponse Success(StratumId id) => new(id, True, null);

    public static StratumResponse Success(StratumId id, SubscribeResult result) => new(id, result.ToJson(), null);

    public static StratumResponse Success(StratumId id, ConfigureResult result) => new(id, result.ToJson(), null);

    public static StratumResponse Success(StratumId id, string text) => new(id, JsonSerializer.SerializeToElement(text), null);

    public static StratumResponse Failure(StratumId id, StratumError error) => new(id, null, error);

    /// <summary>A response without an error whose result is not false.</summary>
    public bool IsSuccess => Error is null && Result is { ValueKind: not (JsonValueKind.False or JsonValueKind.Null) };
}
