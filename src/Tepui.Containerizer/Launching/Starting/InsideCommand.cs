using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>A command that looks into a running container: where it is, and bounded as it is.</summary>
internal sealed class InsideCommand
{
    private readonly ContainerRecord _container;
    private readonly UserAccount? _account;
    private readonly List<JoinedNamespace> _joined;

    private InsideCommand(ContainerRecord container, UserAccount? account, ContainerLaunch launch)
    {
        _container = container;
        _account = account;
        _joined = [.. NamespaceFiles.Foreign(container.Pid)];
        Launch = launch;
    }

    public ContainerLaunch Launch { get; }

    /// <exception cref="ContainerLaunchException">The container does not run, or the user is none.</exception>
    public static InsideCommand Of(ContainerRecord container, ContainerCommand command)
    {
        if (command.Argv.Count == 0 && command.Executable is null)
            throw new ContainerLaunchException("the command is empty: give it a path or a name");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (string variable in File.ReadAllText($"/proc/{container.Pid}/environ").Split('\0'))
            {
                int end = variable.IndexOf('=');
                if (end > 0)
                    environment[variable[..end]] = variable[(end + 1)..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"the container '{container.ContainerId}' does not run any more", e);
        }

        string sandbox = container.Sandbox.Length > 0
            ? container.Sandbox
            : environment.GetValueOrDefault("MESOS_SANDBOX") ?? new DirectoryInfo($"/proc/{container.Pid}/cwd").LinkTarget ?? "/";
        foreach ((string name, string value) in command.Environment)
            environment[name] = value;
        var launch = new ContainerLaunch("", command.Argv, [.. environment], sandbox) { Executable = command.Executable };
        UserAccount? account = UserAccount.OtherThanOwn(command.User ?? container.User) ?? UserAccount.OfProcess(container.Pid);
        return new InsideCommand(container, account, launch);
    }

    public StartScript ScriptAt(string path)
    {
        var script = new StartScript();
        script.Remove(path);
        script.EnterCgroups(_container.Cgroups);
        script.Join(_joined);
        if (_joined.Any(joined => joined.Which == Namespaces.Process))
            script.Split(withInit: false);
        script.ChangeDirectory(Launch.WorkingDirectory);
        string pid = _container.Pid.ToString(CultureInfo.InvariantCulture);
        CapabilitySet bounding = CapabilitySet.OfProcess(pid, "CapBnd");
        bool isBounded = !bounding.Holds(CapabilitySet.OfThisProcess);
        script.Become(_account, effective: null, isBounded ? bounding : null);
        bool changesFiles = _joined.Any(joined => joined.Which == Namespaces.Mount);
        script.Execute(Launch.Executable ?? Launch.Argv[0], Launch.Environment, Launch.WorkingDirectory, changesFiles);
        return script;
    }
}
