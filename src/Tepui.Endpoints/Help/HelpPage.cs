namespace Tepui.Endpoints.Help;

/// <summary>What <c>/help</c> tells of one endpoint.</summary>
/// <param name="Process">Mesos's name for the part that answers, as in <c>master</c> or <c>files</c>.</param>
/// <param name="Name">The path within it, as in <c>/browse</c>; <c>/</c> where it is the whole.</param>
/// <param name="Path">The path as one asks for it.</param>
/// <param name="Text">What it does, in a sentence.</param>
public sealed record HelpPage(string Process, string Name, string Path, string Text)
{
    /// <summary>The page as Mesos lays it out.</summary>
    public string Body => $"### USAGE ###\n>        {Path}\n\n### TL;DR; ###\n{Text}\n";
}
