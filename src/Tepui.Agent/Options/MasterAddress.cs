namespace Tepui.Agent.Options;

/// <summary>Where a master is.</summary>
public sealed record MasterAddress(string Host, int Port);
