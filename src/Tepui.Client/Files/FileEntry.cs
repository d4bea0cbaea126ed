using System;

namespace Tepui.Client.Files;

/// <summary>A file or folder as <c>/files/browse</c> lists it.</summary>
public sealed record FileEntry(string Path, long Size, string Mode, DateTimeOffset Modified, string User, string Group)
{
    public bool IsFolder => Mode.StartsWith('d');
}
