using System;
using System.Reflection;
using Google.Protobuf.Reflection;

namespace Tepui.Kernel;

/// <summary>What enum values are called on the wire, for messages to people and names of metrics.</summary>
public static class WireNames
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return typeof(T).GetField(name)?.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? name;
    }
}
