namespace Tepui.Miner.Stratum;

/// <summary>The methods of Stratum v1, by their names on the wire.</summary>
internal static class StratumMethod
{
    public const string Subscribe = "mining.subscribe";
    public const string Authorize = "mining.authorize";
    public const string Submit = "mining.submit";
    public const string ExtranonceSubscribe = "mining.extranonce.subscribe";
    public const string SuggestDifficulty = "mining.suggest_difficulty";
    public const string Configure = "mining.configure";
    public const string GetVersion = "client.get_version";
    public const string Notify = "mining.notify";
    public const string SetDifficulty = "mining.set_difficulty";
    public const string SetExtranonce = "mining.set_extranonce";
    public const string SetVersionMask = "mining.set_version_mask";
    public const string Reconnect = "client.reconnect";
    public const string ShowMessage = "client.show_message";
}
