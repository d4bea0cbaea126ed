namespace Tepui.Supervisor.Streams;

/// <summary>What a new process finds as its first three descriptors: ours to be duplicated, or -1 for nothing and for plain files.</summary>
/// <param name="Terminal">The path of a terminal, which is all three and becomes its controlling terminal; null for none.</param>
internal readonly record struct ChildStreams(int Input, int Output, int Error, string? Terminal)
{
    public static ChildStreams Plain { get; } = new(-1, -1, -1, null);
}
