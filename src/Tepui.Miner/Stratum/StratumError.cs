namespace Tepui.Miner.Stratum;

/// <summary>Why a request was refused; on the wire <c>[code, "message", null]</c>. Codes are those every pool uses.</summary>
public sealed record StratumError(int Code, string Message)
{
    public const int OtherCode = 20;
    public const int StaleCode = 21;
    public const int DuplicateCode = 22;
    public const int LowDifficultyCode = 23;
    public const int UnauthorizedCode = 24;
    public const int NotSubscribedCode = 25;

    public static StratumError Other(string message) => new(OtherCode, message);

    public static StratumError Stale(string message) => new(StaleCode, message);

    public static StratumError Duplicate(string message) => new(DuplicateCode, message);

    public static StratumError LowDifficulty(string message) => new(LowDifficultyCode, message);

    public static StratumError Unauthorized(string message) => new(UnauthorizedCode, message);

    public static StratumError NotSubscribed(string message) => new(NotSubscribedCode, message);
}
