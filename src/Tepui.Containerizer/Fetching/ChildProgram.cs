using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Fetching;

/// <summary>
/// A program whose output is read: as the owner of what is fetched, so that it can do and read no more than he. Disposing
/// kills it.
/// </summary>
internal sealed class ChildProgram : IDisposable
{
    private const string UserSwitch = "/usr/bin/setpriv";

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _fed;

    private ChildProgram(Process process, Stream? input)
    {
        _process = process;
        _errors = ErrorsAsync(process.StandardError);
        _fed = FeedAsync(process, input);
    }

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <param name="input">Read in the background until the program ends; null gives it nothing to read.</param>
    /// <exception cref="FetchException">It cannot be started.</exception>
    public static ChildProgram Start(string name, IReadOnlyList<string> arguments, UserAccount? user, Stream? input, string advice)
    {
        string program = Find(name) ?? throw new FetchException($"there is no program '{name}' on this machine: {advice}");
        var start = new ProcessStartInfo
        {
            FileName = program,
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        if (user is not null)
        {
            start.FileName = UserSwitch;
            foreach (string argument in (string[])["--reuid", Text(user.Uid), "--regid", Text(user.Gid), "--init-groups", "--", program])
                start.ArgumentList.Add(argument);
        }

        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return new ChildProgram(Process.Start(start)!, input);
        }
        catch (Win32Exception e)
        {
            throw new FetchException($"cannot run {start.FileName}: {e.Message}", e);
        }
    }

    /// <summary>To be called when its output has ended.</summary>
    /// <exception cref="FetchException">It failed; the message is what it said.</exception>
    public async Task FinishAsync()
    {
        string errors = await _errors;
        await _process.WaitForExitAsync();
        await _fed;
        if (_process.ExitCode != 0)
            throw new FetchException(errors.Length > 0 ? errors : $"{_process.StartInfo.FileName} ended with status {_process.ExitCode}");
    }

    public void Dispose()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }

        _process.Dispose();
    }

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Find(string name)
    {
        foreach (string folder in (string[])["/usr/bin/", "/bin/", "/usr/local/bin/"])
        {
            if (File.Exists(folder + name))
                return folder + name;
        }

        return null;
    }

    private static async Task FeedAsync(Process process, Stream? input)
    {
        try
        {
            if (input is not null)
                await input.CopyToAsync(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It ended without reading all; its own exit status says whether that was right.
        }
    }

    /// <summary>The first line and no more: it goes into a message.</summary>
    private static async Task<string> ErrorsAsync(StreamReader reader)
    {
        const int Longest = 300;
        char[] buffer = new char[512];
        var text = new StringBuilder();
        try
        {
            for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
            {
                if (text.Length < Longest)
                    text.Append(buffer, 0, count);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Killed.
        }

        string line = text.ToString().Trim();
        int end = line.IndexOf('\n', StringComparison.Ordinal);
        line = end < 0 ? line : line[..end];
        return line.Length > Longest ? line[..Longest] : line;
    }
}
