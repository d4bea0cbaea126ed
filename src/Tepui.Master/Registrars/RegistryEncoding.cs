using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Registry;
using Tepui.Protocol.Checksums;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Registrars;

/// <summary>
/// A registry as bytes: a mark that says what it is, a checksum of the rest, and the rest as a message with its version,
/// so that a torn or foreign file is known before it is believed.
/// </summary>
public static class RegistryEncoding
{
    private const uint FormatVersion = 1;
    private const int HeaderLength = 8 + sizeof(uint);
    private const int ShortestChunk = 1024;
    private const int LongestChunk = 64 * 1024;
    private const int UsualAgentLength = 256;

    private static ReadOnlySpan<byte> Mark => "tepuirg2"u8;

    public static byte[] Encode(RegistryState registry)
    {
        using var stream = new MemoryStream();
        Write(registry, stream);
        return stream.ToArray();
    }

    /// <summary>Writes a registry piece by piece: that of a large cluster is many megabytes, and written often.</summary>
    /// <param name="output">Can seek, for the checksum stands before what it is of.</param>
    public static void Write(RegistryState registry, Stream output)
    {
        output.Write(Mark);
        output.Write(stackalloc byte[sizeof(uint)]);
        var checksum = new ChecksumStream(output);
        using (var coded = new CodedOutputStream(checksum, ChunkLength(registry), leaveOpen: true))
        {
            // The agents come from the registry itself: one message of all would be a second registry.
            Rest(registry).WriteTo(coded);
            foreach (AgentInfo agent in registry.Admitted.Values)
            {
                coded.WriteTag(StoredRegistry.AdmittedFieldNumber, WireFormat.WireType.LengthDelimited);
                coded.WriteMessage(agent);
            }
        }

        byte[] sum = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(sum, checksum.Checksum);
        output.Position = Mark.Length;
        output.Write(sum);
    }

    /// <summary>Small clusters write often, and need no large buffer for it.</summary>
    private static int ChunkLength(RegistryState registry) => Math.Clamp(registry.Admitted.Count * UsualAgentLength, ShortestChunk, LongestChunk);

    private static StoredRegistry Rest(RegistryState registry)
    {
        var stored = new StoredRegistry { FormatVersion = FormatVersion };
        foreach ((string agent, DateTimeOffset since) in registry.Unreachable)
        {
            stored.Unreachable.Add(new StoredRegistry.Types.MarkedAgent { AgentId = agent, Ticks = since.UtcTicks });
        }

        foreach ((string agent, DateTimeOffset since) in registry.Gone)
        {
            stored.Gone.Add(new StoredRegistry.Types.MarkedAgent { AgentId = agent, Ticks = since.UtcTicks });
        }

        if (registry.Schedule is { } schedule)
        {
            stored.Schedules.Add(schedule);
        }

        stored.Machines.AddRange(registry.Machines.Values);
        foreach ((string agent, ManagedAgent managed) in registry.Managed)
        {
            stored.Managed.Add(new StoredRegistry.Types.ManagedAgent
            {
                AgentId = agent,
                DrainInfo = managed.Drain,
                Deactivated = managed.Deactivated,
            });
        }

        stored.Weights.AddRange(registry.Weights.Select(static pair => new WeightInfo { Role = pair.Key, Weight = pair.Value }));
        stored.Quotas.AddRange(registry.Quotas.Select(static pair => QuotaMessage.ToConfig(pair.Key, pair.Value)));
        return stored;
    }

    /// <exception cref="NewerRegistryException">A newer program wrote them.</exception>
    /// <exception cref="InvalidDataException">The bytes are no registry, or damaged; the message says which.</exception>
    public static RegistryState Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Mark))
        {
            // The mark ends in the version of what comes before the message.
            throw bytes.Length > Mark.Length && bytes.StartsWith(Mark[..^1]) && bytes[Mark.Length - 1] > Mark[^1]
                ? new NewerRegistryException("its format is newer than this program knows")
                : new InvalidDataException("it is no registry, or cut short");
        }

        ReadOnlySpan<byte> body = bytes[HeaderLength..];
        if (Crc32C.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[Mark.Length..]))
        {
            throw new InvalidDataException("its checksum is wrong: it was cut short or changed");
        }

        Decoded<StoredRegistry> decoded = MessageCodec.Decode<StoredRegistry>(MessageEncoding.Protobuf, body);
        if (!decoded.TryGet(out StoredRegistry? stored))
        {
            throw new InvalidDataException(decoded.Error);
        }

        if (stored.FormatVersion > FormatVersion)
        {
            throw new NewerRegistryException($"its format {stored.FormatVersion} is newer than this program knows ({FormatVersion})");
        }

        return ToState(stored);
    }

    private static RegistryState ToState(StoredRegistry stored)
    {
        ImmutableSortedDictionary<string, AgentInfo>.Builder admitted =
            ImmutableSortedDictionary.CreateBuilder<string, AgentInfo>(StringComparer.Ordinal);
        foreach (AgentInfo agent in stored.Admitted)
        {
            admitted[agent.Id.Value] = agent;
        }

        return new RegistryState(admitted.ToImmutable())
        {
            Unreachable = ToTimes(stored.Unreachable),
            Gone = ToTimes(stored.Gone),
            Schedule = stored.Schedules.Count > 0 ? stored.Schedules[0] : null,
            Machines = stored.Machines.ToImmutableSortedDictionary(static machine => MachineKey.Of(machine.Id), static machine => machine),
            Managed = stored.Managed.ToImmutableSortedDictionary(
                static agent => agent.AgentId, static agent => new ManagedAgent(agent.DrainInfo, agent.Deactivated), StringComparer.Ordinal),
            Weights = stored.Weights.ToImmutableSortedDictionary(
                static weight => weight.Role, static weight => weight.Weight, StringComparer.Ordinal),
            Quotas = stored.Quotas.ToImmutableSortedDictionary(
                static quota => quota.Role, static quota => QuotaMessage.FromConfig(quota), StringComparer.Ordinal),
        };
    }

    private static ImmutableSortedDictionary<string, DateTimeOffset> ToTimes(
        Google.Protobuf.Collections.RepeatedField<StoredRegistry.Types.MarkedAgent> agents)
    {
        ImmutableSortedDictionary<string, DateTimeOffset>.Builder times =
            ImmutableSortedDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (StoredRegistry.Types.MarkedAgent agent in agents)
        {
            times[agent.AgentId] = new DateTimeOffset(agent.Ticks, TimeSpan.Zero);
        }

        return times.ToImmutable();
    }
}
