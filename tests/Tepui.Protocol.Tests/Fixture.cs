using System;
using System.IO;

namespace Tepui.Protocol.Tests;

/// <summary>Files recorded from Apache Mesos 1.12, or facts read off its sources.</summary>
internal static class Fixture
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static string[] Lines(string name) => File.ReadAllLines(PathOf(name));
}
