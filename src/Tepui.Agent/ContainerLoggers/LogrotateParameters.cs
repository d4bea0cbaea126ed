using System.Collections.Generic;
using Tepui.Containerizer;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.ContainerLoggers;

/// <summary>The parameters of Mesos's LogrotateContainerLogger (docs/logging.md), which environment variables of a container override.</summary>
internal sealed record LogrotateParameters(LogLimit Output, LogLimit Error, string Prefix)
{
    private const long TenMegabytes = 10 * 1024 * 1024;

    /// <summary>Mesos's lower bound is one page of memory.</summary>
    private const long Least = 4096;

    public static LogrotateParameters Default { get; } = new(new LogLimit(TenMegabytes, 0), new LogLimit(TenMegabytes, 0), "CONTAINER_LOGGER_");

    /// <summary>Takes one parameter of the module.</summary>
    /// <param name="fault">What is wrong with it; null when nothing is.</param>
    public LogrotateParameters With(string key, string value, out string? fault)
    {
        fault = null;
        switch (key)
        {
            case "max_stdout_size":
                return this with { Output = Sized(Output, key, value, out fault) };
            case "max_stderr_size":
                return this with { Error = Sized(Error, key, value, out fault) };
            case "logrotate_stdout_options":
                return this with { Output = Kept(Output, key, value, out fault) };
            case "logrotate_stderr_options":
                return this with { Error = Kept(Error, key, value, out fault) };
            case "environment_variable_prefix":
                return this with { Prefix = value };
            case "launcher_dir" or "logrotate_path" or "libprocess_num_worker_threads":
                // Of programs that are not needed here.
                return this;
            default:
                fault = $"there is no parameter '{key}'";
                return this;
        }
    }

    /// <summary>The same with what a container's environment says.</summary>
    /// <param name="faults">Takes what is wrong with it, by the variables' names.</param>
    public LogrotateParameters For(IReadOnlyList<KeyValuePair<string, string>> environment, List<string> faults)
    {
        LogrotateParameters result = this;
        foreach ((string name, string value) in environment)
        {
            if (!name.StartsWith(Prefix, System.StringComparison.Ordinal))
                continue;
            string key = name[Prefix.Length..].ToLowerInvariant();
            if (key is not ("max_stdout_size" or "max_stderr_size" or "logrotate_stdout_options" or "logrotate_stderr_options"))
                continue;
            result = result.With(key, value, out string? fault);
            if (fault is not null)
                faults.Add($"the variable {name}: {fault}");
        }

        return result;
    }

    private static LogLimit Sized(LogLimit limit, string key, string value, out string? fault)
    {
        fault = !ByteText.TryParse(value, out long bytes) ? $"{key}: '{value}' is no number with B, KB, MB, GB or TB, as in 10MB"
            : bytes < Least ? $"{key}: '{value}' is less than {Least}B"
            : null;
        return fault is null ? limit with { Bytes = bytes } : limit;
    }

    private static LogLimit Kept(LogLimit limit, string key, string value, out string? fault)
    {
        int kept = LogrotateOptions.ParseKept(value, out string? line);
        fault = line is null ? null : $"{key}: {line}";
        return limit with { Kept = kept };
    }
}
