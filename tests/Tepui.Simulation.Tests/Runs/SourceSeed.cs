using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Tepui.Testing;

namespace Tepui.Simulation.Tests.Runs;

/// <summary>
/// A seed of its own for each state of the sources: every change is played with seeds that nobody has seen, and whoever plays the same
/// sources again plays the same ones.
/// </summary>
internal static class SourceSeed
{
    public static long First()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in Files())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(File.ReadAllBytes(Repository.At(path)));
        }

        return BinaryPrimitives.ReadUInt32BigEndian(hash.GetCurrentHash());
    }

    private static IEnumerable<string> Files() => new[] { "src", "tests/Tepui.Simulation" }
        .SelectMany(static folder => Directory.EnumerateFiles(Repository.At(folder), "*", SearchOption.AllDirectories))
        .Select(static file => Path.GetRelativePath(Repository.Root, file))
        .Where(static path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".proto", StringComparison.Ordinal))
        .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);
}
