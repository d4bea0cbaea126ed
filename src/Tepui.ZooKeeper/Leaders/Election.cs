using System.Collections.Generic;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>Where and as what candidates contend: each has an ephemeral node LABEL_NUMBER below the path; the smallest number leads.</summary>
/// <param name="Path">Of the node below which candidates are; it may hold other things, which are passed over.</param>
/// <param name="Label">Of the nodes that are made.</param>
/// <param name="OlderLabels">Others that count too. An empty one is a name that is only a number.</param>
public sealed record Election(string Path, string Label, IReadOnlyList<string> OlderLabels)
{
    /// <summary>The path of one of the nodes.</summary>
    public string At(string node) => Path == "/" ? $"/{node}" : $"{Path}/{node}";

    /// <summary>Those of the path's children that contend, the leader first.</summary>
    public IReadOnlyList<string> Candidates(IEnumerable<string> children)
    {
        var found = new List<(int Number, string Node)>();
        foreach (string child in children)
        {
            if (CandidateName.TryParse(child, out string label, out int number) && IsLabel(label))
            {
                found.Add((number, child));
            }
        }

        found.Sort();
        return found.ConvertAll(static candidate => candidate.Node);
    }

    private bool IsLabel(string label)
    {
        if (label == Label)
        {
            return true;
        }

        foreach (string older in OlderLabels)
        {
            if (label == older)
            {
                return true;
            }
        }

        return false;
    }
}
