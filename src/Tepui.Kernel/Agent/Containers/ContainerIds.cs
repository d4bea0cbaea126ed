using System;
using System.Text;
using Mesos.V1;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Containers;

/// <summary>
/// Ids of nested containers. On the wire each names its parent; here, as in Mesos's logs and paths, they are one text, outermost
/// first: <c>ROOT.CHILD.GRANDCHILD</c>. No part holds a period.
/// </summary>
public static class ContainerIds
{
    private const char Separator = '.';

    /// <summary>So that a nested container's runtime files have room for their names (Mesos: MAX_CONTAINER_ID_LENGTH).</summary>
    private const int LongestId = 242;

    /// <summary>What is wrong with an id that a client has sent (src/slave/validation.cpp); null when nothing is.</summary>
    public static string? Fault(ContainerID id)
    {
        ArgumentNullException.ThrowIfNull(id);
        string value = id.Value;
        return IdValidation.Validate(value)
            ?? (value.Length > LongestId ? $"'ContainerID.value' '{value}' exceeds the maximum length ({LongestId})"
                : value.AsSpan().IndexOfAny('.', ' ') >= 0 ? $"'ContainerID.value' '{value}' contains invalid characters"
                : id.Parent is { } parent && Fault(parent) is { } fault ? "'ContainerID.parent' is invalid: " + fault
                : null);
    }

    public static ContainerId Of(ContainerID message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Parent is null)
        {
            return new ContainerId(message.Value);
        }

        var text = new StringBuilder(message.Value);
        for (ContainerID? parent = message.Parent; parent is not null; parent = parent.Parent)
        {
            text.Insert(0, parent.Value + Separator);
        }

        return new ContainerId(text.ToString());
    }

    public static ContainerID ToMessage(ContainerId container)
    {
        ContainerID? message = null;
        foreach (string part in container.Value.Split(Separator))
        {
            message = new ContainerID { Value = part, Parent = message };
        }

        return message!;
    }

    public static ContainerId Child(ContainerId parent, string name) => new(parent.Value + Separator + name);

    /// <summary>The container it is nested in, or null.</summary>
    public static ContainerId? ParentOf(ContainerId container)
    {
        int last = container.Value.LastIndexOf(Separator);
        return last < 0 ? null : new ContainerId(container.Value[..last]);
    }

    /// <summary>The outermost one, which may be itself.</summary>
    public static ContainerId RootOf(ContainerId container)
    {
        int first = container.Value.IndexOf(Separator, StringComparison.Ordinal);
        return first < 0 ? container : new ContainerId(container.Value[..first]);
    }

    /// <summary>Its own part.</summary>
    public static string NameOf(ContainerId container) => container.Value[(container.Value.LastIndexOf(Separator) + 1)..];

    public static bool IsNested(ContainerId container) => container.Value.Contains(Separator);

    /// <summary>How deep it is nested; 0 for one of its own.</summary>
    public static int Depth(ContainerId container) => container.Value.AsSpan().Count(Separator);
}
