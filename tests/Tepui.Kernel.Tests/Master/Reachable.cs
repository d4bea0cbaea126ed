using System;
using System.Collections.Generic;
using System.Reflection;

namespace Tepui.Kernel.Tests.Master;

/// <summary>What an object keeps alive, counted: objects by type, and an array's elements with its type.</summary>
internal sealed class Reachable
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, FieldInfo[]> _fields = [];

    private Reachable()
    {
    }

    public SortedDictionary<string, long> ByType { get; } = new(StringComparer.Ordinal);

    public static Reachable From(object root)
    {
        var reachable = new Reachable();
        var waiting = new Stack<object>();
        waiting.Push(root);
        while (waiting.TryPop(out var item))
        {
            reachable.Visit(item, waiting);
        }

        return reachable;
    }

    private void Visit(object item, Stack<object> waiting)
    {
        // What the runtime and generated code share is not the root's.
        var type = item.GetType();
        if (item is Type or Delegate or Pointer or MemberInfo ||
            type.Namespace?.StartsWith("System.Threading", StringComparison.Ordinal) == true ||
            (!type.IsValueType && !_seen.Add(item)))
        {
            return;
        }

        if (!type.IsValueType)
        {
            var name = type.ToString();
            ByType[name] = ByType.GetValueOrDefault(name) + 1 + (item is Array counted ? counted.Length : 0);
        }

        if (item is Array array)
        {
            if (!type.GetElementType()!.IsPrimitive)
            {
                foreach (var element in array)
                {
                    Push(element, waiting);
                }
            }

            return;
        }

        foreach (var field in FieldsOf(type))
        {
            Push(field.GetValue(item), waiting);
        }
    }

    private static void Push(object? value, Stack<object> waiting)
    {
        if (value is not null and not string && !value.GetType().IsPrimitive && !value.GetType().IsEnum)
        {
            waiting.Push(value);
        }
    }

    private FieldInfo[] FieldsOf(Type type)
    {
        if (!_fields.TryGetValue(type, out var fields))
        {
            var all = new List<FieldInfo>();
            for (var at = type; at is not null; at = at.BaseType)
            {
                foreach (var field in at.GetFields(Own))
                {
                    if (!field.FieldType.IsPrimitive && !field.FieldType.IsEnum && !field.FieldType.IsPointer && !field.FieldType.IsByRef)
                    {
                        all.Add(field);
                    }
                }
            }

            _fields[type] = fields = [.. all];
        }

        return fields;
    }
}
