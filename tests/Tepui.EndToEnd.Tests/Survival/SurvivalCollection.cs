namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>Each of them is a dozen processes: one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SurvivalCollection
{
    public const string Name = "masters that survive";
}
