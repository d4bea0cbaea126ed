using System;
using System.IO;
using System.Text;

namespace Tepui.Runtime.Faults;

/// <summary>Writes down a broken invariant for whoever is to find its cause; the user gets one line that says where it lies.</summary>
public static class FaultReport
{
    /// <summary>
    /// Writes the report to a new file in the directory, readable by its owner only: inputs may hold secrets of forms that
    /// <paramref name="redact"/> does not know.
    /// </summary>
    /// <returns>The file's path, or null when it could not be written.</returns>
    public static string? Write<TInput>(string directory, string program, LoopFault<TInput> fault, DateTimeOffset now, Func<string, string> redact)
    {
        try
        {
            Directory.CreateDirectory(directory);
            string path = Path.Combine(directory, $"{program}-fault-{now:yyyyMMdd-HHmmss-fff}.txt");
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, Encoding.UTF8, options);
            writer.Write(Format(program, fault, now, redact));
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The report's text.</summary>
    public static string Format<TInput>(string program, LoopFault<TInput> fault, DateTimeOffset now, Func<string, string> redact)
    {
        var text = new StringBuilder();
        text.Append(program).Append(" stopped at ").Append(now.ToString("O")).Append(": a broken invariant.\n\n");
        text.Append(redact(fault.Exception.ToString())).Append("\n\nThe last inputs, oldest first:\n");
        foreach (RecentInput<TInput> recent in fault.Recent)
        {
            text.Append(recent.At.ToString("O")).Append(' ').Append(redact(recent.Input?.ToString() ?? "")).Append('\n');
        }

        return text.ToString();
    }
}
