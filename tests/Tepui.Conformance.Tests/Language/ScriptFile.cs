using System.Collections.Generic;
using System.IO;

namespace Tepui.Conformance.Tests.Language;

/// <summary>Reads a script: <c>#</c> begins a comment line, an indented line continues the statement before it.</summary>
internal static class ScriptFile
{
    public static IReadOnlyList<Statement> Read(string path)
    {
        var statements = new List<Statement>();
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (!char.IsWhiteSpace(lines[i][0]))
            {
                statements.Add(new Statement(i + 1, line));
            }
            else if (statements.Count > 0)
            {
                statements[^1] = statements[^1] with { Text = $"{statements[^1].Text}\n{line}" };
            }
            else
            {
                throw new ScriptException($"line {i + 1} continues nothing: {line}");
            }
        }

        return statements;
    }
}
