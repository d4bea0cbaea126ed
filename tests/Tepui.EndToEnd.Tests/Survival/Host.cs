namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>Where a ZooKeeper server, a master and an agent run.</summary>
/// <param name="Within">What a program is started with to run there.</param>
internal sealed record Host(string Name, string Address, string[] Within);
