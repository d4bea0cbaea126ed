using System;
using System.Diagnostics;
using System.Globalization;

namespace Tepui.Containerizer.Tests.Isolation.PortMapping;

/// <summary>A host that is a network namespace, with a link to another that is the world. Both have a program that answers.</summary>
public sealed class PortMappingHost : IDisposable
{
    /// <summary>Tells who connects, one after the other.</summary>
    private const string Answerer =
        "$|=1; $s = IO::Socket::INET->new(Listen => 9, LocalAddr => q(0.0.0.0), LocalPort => 0) or die $!; print $s->sockport, qq(\\n); "
        + "while ($c = $s->accept) { print $c $c->peerhost, q( ), $c->peerport, qq(\\n); close $c }";

    private readonly string _name = "tpm" + Guid.NewGuid().ToString("N")[..6];
    private readonly Process? _answerer;

    public PortMappingHost()
    {
        string subnet = string.Create(CultureInfo.InvariantCulture, $"10.214.{Random.Shared.Next(1, 255)}");
        (World, Address) = (subnet + ".1", subnet + ".2");
        try
        {
            Must("ip", "netns", "add", _name + "w");
            Must("ip", "netns", "add", _name);
            Must("ip", "-n", _name, "link", "add", "pub0", "type", "veth", "peer", "name", "eth0", "netns", _name + "w");
            Link(_name + "w", World, "eth0");
            Link(_name, Address, "pub0");
            Must("ip", "-n", _name, "route", "add", "default", "via", World);
            _answerer = Start("nsenter", $"--net=/var/run/netns/{_name}w", "perl", "-MIO::Socket::INET", "-e", Answerer);
            WorldPort = int.Parse(_answerer.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string World { get; }

    /// <summary>Where the world answers with the address and port of who asks.</summary>
    public int WorldPort { get; }

    /// <summary>The host's, and its containers'.</summary>
    public string Address { get; }

    public string Namespace => "/var/run/netns/" + _name;

    /// <summary>A command that writes what an address answers, or ends with 7.</summary>
    public static string Ask(string address, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $"perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(PeerAddr => q({address}:{port}), Timeout => 5) or exit 7; print scalar <$s>'");

    /// <summary>What the world hears at the host's address; null when it is refused.</summary>
    public string? AskFromWorld(int port) => Answer(_name + "w", Address, port);

    /// <summary>What a process of the host hears.</summary>
    public string? AskFromHost(string address, int port) => Answer(_name, address, port);

    /// <summary>What a command on the host writes; it must succeed.</summary>
    public string Run(params string[] command) => Must("nsenter", ["--net=" + Namespace, .. command]);

    public void Dispose()
    {
        _answerer?.Kill();
        _answerer?.WaitForExit();
        _answerer?.Dispose();
        foreach (string space in (string[])[_name, _name + "w"])
        {
            using Process removal = Start("ip", "netns", "del", space);
            removal.WaitForExit();
        }
    }

    private static string? Answer(string space, string address, int port)
    {
        using Process process = Start("nsenter", $"--net=/var/run/netns/{space}", "/bin/sh", "-c", Ask(address, port));
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : null;
    }

    private static void Link(string space, string address, string device)
    {
        Must("ip", "-n", space, "address", "add", address + "/24", "dev", device);
        Must("ip", "-n", space, "link", "set", device, "up");
        Must("ip", "-n", space, "link", "set", "lo", "up");
    }

    private static string Must(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {errors}");
        return output;
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;
}
