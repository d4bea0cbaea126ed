using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Tepui.Kernel;

namespace Tepui.Simulation.Worlds;

/// <summary>
/// What happened, line by line. Only the last lines are kept, and as what they are of: text is made of them when somebody reads.
/// The fingerprint is of all of them.
/// </summary>
public sealed class Transcript(TextWriter? log, int kept = 400)
{
    private const ulong Prime = 1099511628211;

    private readonly Line[] _last = new Line[kept];
    private long _count;
    private ulong _fingerprint = 14695981039346656037;

    public long Count => _count;

    /// <summary>Of who did what when: of two runs of one seed it is the same.</summary>
    public string Fingerprint => _fingerprint.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <param name="what">A record or a text, never changed later; its text is made when the line is read.</param>
    public void Add(TimeSpan at, string who, string verb, object? what)
    {
        Mix((ulong)at.Ticks);
        Mix(who);
        Mix(verb);
        if (what is string text)
            Mix(text);
        var line = new Line(at, who, verb, what);
        _last[_count++ % _last.Length] = line;
        log?.WriteLine(line);
    }

    /// <summary>The last lines, the oldest first.</summary>
    public IEnumerable<string> Last(int count)
    {
        long from = Math.Max(0, _count - Math.Min(count, _last.Length));
        for (long i = from; i < _count; i++)
            yield return _last[i % _last.Length].ToString();
    }

    private void Mix(string text)
    {
        foreach (char character in text)
            Mix(character);
    }

    private void Mix(ulong value) => _fingerprint = (_fingerprint ^ value) * Prime;

    private readonly record struct Line(TimeSpan At, string Who, string Verb, object? What)
    {
        public override string ToString()
        {
            var text = new StringBuilder();
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{At:d\\.hh\\:mm\\:ss\\.fffffff}  {Who,-12} ");

            // A record's text begins with its name.
            text.Append(What is Notice ? What : What is null ? Verb : $"{Verb} {What}");
            return text.ToString();
        }
    }
}
