using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Tepui.Cli.Node;

/// <summary>ZooKeeper's server as Debian packages it.</summary>
internal static class ZooKeeperProgram
{
    public const string Jar = "/usr/share/java/zookeeper.jar";

    /// <summary>Writes the log to standard error, without a file of settings.</summary>
    public const string LogJar = "/usr/share/java/slf4j-simple.jar";

    private const string Main = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

    /// <summary>The program that runs it.</summary>
    /// <exception cref="NodeException">It is not installed.</exception>
    public static string FindJava()
    {
        if (!File.Exists(Jar) || !File.Exists(LogJar))
            throw new NodeException($"ZooKeeper is not installed here ({(File.Exists(Jar) ? LogJar : Jar)} is missing): apt-get install zookeeper, or name an ensemble with --zk");
        return Java() ?? throw new NodeException("ZooKeeper needs Java, and there is none in PATH or JAVA_HOME: apt-get install default-jre-headless");
    }

    /// <summary>The path of Java's program; null when there is none.</summary>
    public static string? Java() =>
        Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home && Path.Combine(home, "bin/java") is var java && File.Exists(java)
            ? java
            : ProgramPath.Find("java");

    public static IReadOnlyList<string> Arguments(ZooKeeperFiles files, long heapBytes) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"-Xmx{heapBytes / 1024}k"),
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS",
        "-Dzookeeper.jmx.log4j.disable=true",
        "-cp", $"{Jar}:{LogJar}",
        Main, files.Configuration,
    ];
}
