using System.Formats.Tar;
using System.Linq;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;

namespace Tepui.Containerizer.Tests.Fetching.Archives;

/// <summary>Whatever an archive holds, and however it is damaged: the task fails in one line or gets files in its sandbox.</summary>
public sealed class HostileArchiveTests
{
    private static readonly string[] Parts = ["..", ".", "", "a", "b", "l", "outside", "kept", "run-1"];

    private static readonly Gen<string> Names =
        Gen.Elements(Parts).ArrayOf().Resize(4).Where(parts => parts.Length > 0).Select(parts => string.Join('/', parts)).Where(name => name.Length > 0);

    private static readonly Gen<(TarEntryType Type, string Name, string Target)> Entries =
        from type in Gen.Elements(
            TarEntryType.RegularFile, TarEntryType.SymbolicLink, TarEntryType.SymbolicLink, TarEntryType.HardLink, TarEntryType.Directory)
        from name in Names
        from target in Names
        select (type, name, target);

    private static Config Fixed(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20261121UL, 7UL);

    [Fact]
    public void AnyEntriesOfATar_StayInTheSandbox() =>
        Prop.ForAll(Entries.ArrayOf().Resize(8).ToArbitrary(), static entries =>
        {
            using var room = new Room();
            room.Fetch("a.tar", Room.TarOf(entries));
        }).Check(Fixed(200));

    [Fact]
    public void AnyEntriesOfAZip_StayInTheSandbox() =>
        Prop.ForAll(Entries.ArrayOf().Resize(8).ToArbitrary(), static entries =>
        {
            using var room = new Room();
            room.Fetch("a.zip", Room.ZipOf(entries));
        }).Check(Fixed(200));

    [Fact]
    public void AnyDamageToAnArchive_IsToldInOneLine()
    {
        var damage =
            from kind in Gen.Elements("a.tar", "a.tar.gz", "a.zip", "a.gz")
            from places in Gen.Choose(0, int.MaxValue - 1).ArrayOf().Resize(6)
            from values in Gen.Choose(0, 255).ArrayOf(6)
            from cut in Gen.Choose(0, 3)
            select (kind, places, values, cut);
        Prop.ForAll(damage.ToArbitrary(), static given =>
        {
            using var room = new Room();
            byte[] archive = Room.Sound(given.kind);
            for (int i = 0; i < given.places.Length; i++)
                archive[given.places[i] % archive.Length] = (byte)given.values[i % given.values.Length];
            room.Fetch(given.kind, given.cut == 0 && given.places.Length > 0 ? archive[..(given.places[0] % archive.Length)] : archive);
        }).Check(Fixed(300));
    }

    private sealed class Room : FetchingTest
    {
        public static byte[] TarOf((TarEntryType Type, string Name, string Target)[] entries) =>
            Tar([.. entries.Select(entry => entry.Type switch
            {
                TarEntryType.RegularFile => Entry(entry.Name, "text"),
                TarEntryType.Directory => Entry(entry.Type, entry.Name),
                _ => Entry(entry.Type, entry.Name, entry.Target),
            })]);

        public static byte[] ZipOf((TarEntryType Type, string Name, string Target)[] entries) =>
            Zip([.. entries.Select(entry => entry.Type switch
            {
                TarEntryType.SymbolicLink => (entry.Name, entry.Target, 0xA1FF),
                TarEntryType.Directory => (entry.Name + "/", "", 0),
                _ => (entry.Name, "text", 0),
            })]);

        public static byte[] Sound(string kind)
        {
            var entries = new[]
            {
                (TarEntryType.Directory, "d", ""), (TarEntryType.RegularFile, "d/f", ""), (TarEntryType.SymbolicLink, "l", "d/f"),
                (TarEntryType.RegularFile, new string('n', 150), ""),
            };
            return kind switch
            {
                "a.tar" => TarOf(entries),
                "a.tar.gz" => Gzip(TarOf(entries)),
                "a.zip" => ZipOf(entries),
                _ => Gzip(new byte[500]),
            };
        }

        public void Fetch(string name, byte[] archive)
        {
            string source = Source(name, archive);
            try
            {
                // On a thread of the pool: the test holds one of the runner's few.
                Task.Run(() => FetchAsync(source)).GetAwaiter().GetResult();
            }
            catch (ContainerLaunchException e)
            {
                e.Message.ShouldNotContain("\n");
            }

            NothingIsLeftHalfDone();
            NothingOutsideIsTouched([source]);
        }
    }
}
