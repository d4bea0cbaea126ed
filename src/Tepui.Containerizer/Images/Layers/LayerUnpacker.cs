using System;
using System.Formats.Tar;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Archives;

namespace Tepui.Containerizer.Images.Layers;

/// <summary>
/// Unpacks a layer into a folder of its own, in the form in which overlayfs stacks it (OCI's image layer specification). What the
/// layer says it removes from those below becomes what overlayfs takes for that. Devices are left out: a container's come from
/// its runtime, and one that an image brings would be a way to the host's disks.
/// </summary>
internal static class LayerUnpacker
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";
    private const string Reserved = ".wh..wh.";

    /// <param name="path">The layer, packed or not.</param>
    /// <param name="folder">Empty, and nobody else's.</param>
    /// <param name="plain">Is given all of the unpacked archive, as for an ACI's id.</param>
    /// <exception cref="ImageException">It is damaged or hostile, or there is no room.</exception>
    public static async Task UnpackAsync(
        string path, string folder, LayerLimits limits, LayerKind kind, CancellationToken cancellation, IncrementalHash? plain = null)
    {
        var budget = new LayerBudget(limits, kind, new FileInfo(path).Length, folder, cancellation);
        try
        {
            using LayerFolder target = LayerFolder.Open(folder);
            await LayerPacking.ReadAsync(path, content =>
                Unpack(new GuardedStream(plain is null ? content : new HashedStream(content, plain), budget.Take), target, kind, budget));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ImageException($"a layer is damaged, or no archive ({e.Message.ReplaceLineEndings(" ")}): {kind.Remedy}", e);
        }
        catch (FetchException e)
        {
            throw new ImageException($"a layer cannot be unpacked: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"a layer cannot be written ({e.Message.ReplaceLineEndings(" ")}): see to the disk under {kind.StoreFlag}", e);
        }
    }

    private static void Unpack(GuardedStream content, LayerFolder target, LayerKind kind, LayerBudget budget)
    {
        using var reader = new TarReader(content, leaveOpen: true);
        bool empty = true;
        while (reader.GetNextEntry(copyData: false) is { } entry)
        {
            empty = false;
            budget.TakeEntry();
            if (entry.EntryType != TarEntryType.GlobalExtendedAttributes)
                Take(entry, target, kind);
        }

        if (empty && !content.IsBlank)
            throw new InvalidDataException("it holds no entries");
        target.Finish();
        byte[] rest = new byte[16 * 1024];
        while (content.Read(rest) > 0)
        {
            // To the packing's own check at its end.
        }
    }

    private static void Take(TarEntry entry, LayerFolder target, LayerKind kind)
    {
        EntryName place = EntryName.Parse(entry.Name);
        if (!kind.HasWhiteouts)
            Make(entry, place, target);
        else if (place.Name == Opaque)
            target.MakeOpaque(place.Folder);
        else if (place.Name.StartsWith(Reserved, StringComparison.Ordinal))
            return;
        else if (place.Name.StartsWith(Whiteout, StringComparison.Ordinal))
            target.MakeWhiteout(new EntryName(place.Folder, place.Name[Whiteout.Length..]));
        else
            Make(entry, place, target);
    }

    private static void Make(TarEntry entry, EntryName place, LayerFolder target)
    {
        var owner = new EntryOwner((uint)entry.Uid, (uint)entry.Gid, (uint)entry.Mode, entry.ModificationTime);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                target.MakeDirectory(place, owner);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                if (place.IsRoot)
                    throw new InvalidDataException("an entry has no name");
                target.MakeFile(place, owner, entry.DataStream, Capabilities(entry));
                break;
            case TarEntryType.SymbolicLink when !place.IsRoot:
                target.MakeSymbolicLink(place, entry.LinkName, owner);
                break;
            case TarEntryType.HardLink when !place.IsRoot:
                target.MakeHardLink(place, EntryName.Parse(entry.LinkName, "hard link to"));
                break;
            case TarEntryType.Fifo when !place.IsRoot:
                target.MakePipe(place, owner);
                break;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice:
                break;
            default:
                throw new InvalidDataException($"its entry '{EntryName.Shown(entry.Name)}' is of the type {entry.EntryType}");
        }
    }

    /// <summary>The one extended attribute that is taken over: others could speak to overlayfs, or to the host's own rules.</summary>
    private static byte[]? Capabilities(TarEntry entry)
    {
        const string Name = "SCHILY.xattr.security.capability";
        return entry is PaxTarEntry { ExtendedAttributes: var attributes } && attributes.TryGetValue(Name, out string? value)
            ? System.Text.Encoding.Latin1.GetBytes(value)
            : null;
    }
}

/// <param name="Mode">With set-user, set-group and sticky bits, as Docker keeps them.</param>
internal readonly record struct EntryOwner(uint User, uint Group, uint Mode, DateTimeOffset Modified);
