using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Tepui.Protocol.Schemas;

namespace Tepui.Protocol.Wire;

/// <summary>Where in a message a reader is; made into text only for a fault.</summary>
internal sealed class FieldPath
{
    private readonly List<(FieldSchema Field, int Index, string? Key)> _steps = [];

    public void Push(FieldSchema field, int index = -1, string? key = null) => _steps.Add((field, index, key));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The path of a field of the message that the reader is in, such as <c>accept.operations[0].type</c>.</summary>
    public string To(FieldSchema? last = null)
    {
        var text = new StringBuilder();
        foreach (var (field, index, key) in _steps)
        {
            text.Append(text.Length == 0 ? "" : ".").Append(field.Name);
            if (key is not null)
            {
                text.Append("[\"").Append(key).Append("\"]");
            }
            else if (index >= 0)
            {
                text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            }
        }

        if (last is not null)
        {
            text.Append(text.Length == 0 ? "" : ".").Append(last.Name);
        }

        return text.ToString();
    }
}
