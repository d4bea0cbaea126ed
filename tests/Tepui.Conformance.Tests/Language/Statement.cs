namespace Tepui.Conformance.Tests.Language;

/// <summary>One statement of a script: its first line's number, and its text with the lines that continue it.</summary>
internal sealed record Statement(int Line, string Text)
{
    /// <summary>The text up to the first space.</summary>
    public string FirstWord => Text.Split([' ', '\n'], 2)[0];
}
