using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>An environment in the making: a later variable of a name replaces the one before, in its place.</summary>
internal sealed class Variables(int expected)
{
    private readonly Dictionary<string, int> _places = new(expected + 8);

    public List<KeyValuePair<string, string>> Entries { get; } = new(expected + 8);

    public static string RoleOf(IReadOnlyList<Resource> resources) =>
        resources.Count > 0 && resources[0].AllocationInfo is { HasRole: true } allocation ? allocation.Role : "*";

    public void Set(string name, string value)
    {
        var entry = new KeyValuePair<string, string>(name, value);
        if (_places.TryAdd(name, Entries.Count))
        {
            Entries.Add(entry);
        }
        else
        {
            Entries[_places[name]] = entry;
        }
    }

    public void AddRange(IReadOnlyList<KeyValuePair<string, string>> entries)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            Set(entries[i].Key, entries[i].Value);
        }
    }

    /// <summary>What a command asks for, secrets of type VALUE resolved.</summary>
    public void AddWanted(CommandInfo command)
    {
        if (command.Environment is { } wanted)
        {
            foreach (Environment.Types.Variable variable in wanted.Variables)
            {
                Set(variable.Name, ValueOf(variable));
            }
        }
    }

    private static string ValueOf(Environment.Types.Variable variable) =>
        variable.Type == Environment.Types.Variable.Types.Type.Secret
            ? variable.Secret.Value.Data.ToStringUtf8()
            : variable.Value;
}
