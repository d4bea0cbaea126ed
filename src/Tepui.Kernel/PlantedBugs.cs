#if PLANTED_BUGS
namespace Tepui.Kernel;

/// <summary>Bugs that are put in on purpose, where a build is asked for them, to show that the simulation's checkers find such.</summary>
public enum PlantedBug
{
    None,

    /// <summary>An agent that registered again sends no update again that nobody acknowledged.</summary>
    LostUpdate,

    /// <summary>A declined or rescinded offer stays with its framework, although its resources are free.</summary>
    DoubleAllocation,

    /// <summary>A master acts on although its lease is over.</summary>
    UnfencedLeader,

    /// <summary>An agent forgets its last running task when its process starts anew.</summary>
    ForgottenRecovery,

    /// <summary>What changes the registry is answered before it is stored.</summary>
    EarlyAcknowledgement,
}

/// <summary>Which of them this process has.</summary>
public static class PlantedBugs
{
    public static PlantedBug Chosen { get; set; }

    internal static bool Has(PlantedBug bug) => Chosen == bug;
}
#endif
