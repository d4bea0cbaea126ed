using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;
using Tepui.Testing.Hosts;

namespace Tepui.Master.Tests.Registrars;

public sealed class FileRegistryStoreTests : DurableStoreConformance, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tepui-").FullName;
    private readonly ListLogger _log = new();

    private string Current => Path.Combine(_directory, "registry");

    private string Previous => Current + ".previous";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Load_WithoutAFolder_MakesIt()
    {
        string missing = Path.Combine(_directory, "a", "b");
        await using var store = new FileRegistryStore(missing);

        (await store.LoadAsync()).ShouldBeStoredAs(RegistryState.Empty);

        Directory.Exists(missing).ShouldBeTrue();
    }

    [Fact]
    public async Task TheOneBefore_IsKept_AndNothingElse()
    {
        await StoreAsync(StoredRegistries.Of("S0"), StoredRegistries.Of("S1"), StoredRegistries.Of("S2"));

        RegistryEncoding.Decode(await File.ReadAllBytesAsync(Previous)).ShouldBeStoredAs(StoredRegistries.Of("S1"));
        Directory.GetFiles(_directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["registry", "registry.lock", "registry.previous"]);
    }

    [Fact]
    public async Task OneThatIsTornAnywhere_IsNotTaken()
    {
        await StoreAsync(StoredRegistries.Whole);
        byte[] whole = await File.ReadAllBytesAsync(Current);
        for (int length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(Current, whole[..length]);
            await Should.ThrowAsync<RegistryException>(LoadAsync);
        }
    }

    [Fact]
    public async Task OneWithAnyByteChanged_IsNotTaken()
    {
        await StoreAsync(StoredRegistries.Whole);
        byte[] whole = await File.ReadAllBytesAsync(Current);
        for (int index = 0; index < whole.Length; index++)
        {
            byte[] changed = whole.ToArray();
            changed[index] ^= 1;
            await File.WriteAllBytesAsync(Current, changed);
            await Should.ThrowAsync<RegistryException>(LoadAsync);
        }
    }

    [Fact]
    public async Task ADamagedOne_IsToldInOneLine_AndTheOneBeforeIsUsed_AndItIsKept()
    {
        await StoreAsync(StoredRegistries.Of("S0"), StoredRegistries.Of("S0", "S1"));
        byte[] damaged = (await File.ReadAllBytesAsync(Current))[..^1];
        await File.WriteAllBytesAsync(Current, damaged);

        await using (FileRegistryStore store = New())
        {
            (await store.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
            string line = _log.Lines.ShouldHaveSingleItem();
            line.ShouldStartWith($"{Current} cannot be used (its checksum is wrong: it was cut short or changed)");
            line.ShouldContain("Agents admitted since then are admitted anew");
            line.ShouldNotContain('\n');
            store.SizeBytes.ShouldBe(new FileInfo(Previous).Length);
            (await File.ReadAllBytesAsync(Current)).ShouldBe(damaged);

            await store.StoreAsync(StoredRegistries.Of("S0", "S2"));
        }

        (await LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0", "S2"));
        (await File.ReadAllBytesAsync(Current + ".damaged")).ShouldBe(damaged);
        RegistryEncoding.Decode(await File.ReadAllBytesAsync(Previous)).ShouldBeStoredAs(StoredRegistries.Of("S0"));
        _log.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WithoutTheLast_TheOneBeforeIsUsed()
    {
        await StoreAsync(StoredRegistries.Of("S0"), StoredRegistries.Of("S1"));
        File.Delete(Current);

        (await LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
        _log.Lines.ShouldHaveSingleItem().ShouldContain("(it is missing)");
    }

    [Fact]
    public async Task WithBothDamaged_ItIsRefused_AndBothStay()
    {
        await StoreAsync(StoredRegistries.Of("S0"), StoredRegistries.Of("S1"));
        await File.WriteAllTextAsync(Current, "one");
        await File.WriteAllTextAsync(Previous, "other");

        RegistryException exception = await Should.ThrowAsync<RegistryException>(LoadAsync);

        exception.Message.ShouldContain("the one before it cannot be read either");
        (await File.ReadAllTextAsync(Current)).ShouldBe("one");
        (await File.ReadAllTextAsync(Previous)).ShouldBe("other");
    }

    [Fact]
    public async Task OneOfTheFuture_IsRefused_ThoughTheOneBeforeCouldBeRead()
    {
        await StoreAsync(StoredRegistries.Of("S0"), StoredRegistries.Of("S1"));
        byte[] later = await File.ReadAllBytesAsync(Current);
        later[7]++;
        await File.WriteAllBytesAsync(Current, later);

        RegistryException exception = await Should.ThrowAsync<RegistryException>(LoadAsync);

        exception.Message.ShouldBe(
            $"{Current}: the registry cannot be read: its format is newer than this program knows. Nothing was changed: "
            + "start the newer program, or give this one a --work_dir of its own.");
        (await File.ReadAllBytesAsync(Current)).ShouldBe(later);
    }

    [Fact]
    public void AMessageOfTheFuture_IsKnownForWhatItIs()
    {
        byte[] body = new Tepui.Internal.V1.StoredRegistry { FormatVersion = 2 }.ToByteArray();
        byte[] bytes = [.. "tepuirg2"u8, .. BitConverter.GetBytes(Tepui.Protocol.Checksums.Crc32C.Of(body)), .. body];

        Should.Throw<NewerRegistryException>(() => RegistryEncoding.Decode(bytes)).Message
            .ShouldBe("its format 2 is newer than this program knows (1)");
    }

    [Fact]
    public async Task AnUnfinishedWrite_BesideTheFile_DoesNotMatter()
    {
        await StoreAsync(StoredRegistries.Of("S0"));
        await File.WriteAllTextAsync(Current + ".next", "half");

        (await LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
        await StoreAsync(StoredRegistries.Of("S1"));

        File.Exists(Current + ".next").ShouldBeFalse();
    }

    [Fact]
    public async Task ASecondMaster_IsRefused_AndToldWhoHasIt()
    {
        await using FileRegistryStore first = New();
        await first.LoadAsync();

        RegistryException exception = await Should.ThrowAsync<RegistryException>(LoadAsync);

        exception.Message.ShouldBe(string.Create(
            CultureInfo.InvariantCulture,
            $"{_directory}: another master (pid {Environment.ProcessId} on {Environment.MachineName}) works there: stop it, or give this one a --work_dir and a --port of its own"));
        await first.StoreAsync(StoredRegistries.Of("S0"));
        await first.DisposeAsync();
        (await LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0"));
    }

    [Fact]
    public async Task AFileInPlaceOfTheFolder_IsOneLine()
    {
        string file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "");

        RegistryException exception = await Should.ThrowAsync<RegistryException>(new FileRegistryStore(file).LoadAsync);

        exception.Message.ShouldStartWith(Path.Combine(file, "registry"));
        exception.Message.ShouldEndWith("See --work_dir.");
    }

    [RootFact]
    public async Task AFullDisk_FailsTheWrite_AndALaterOneIsStored()
    {
        using var disk = SmallDisk.Mount("size=256k");
        await using var store = new FileRegistryStore(disk.Path);
        await store.LoadAsync();
        await store.StoreAsync(StoredRegistries.Of("S0"));

        RegistryException exception = await Should.ThrowAsync<RegistryException>(() => store.StoreAsync(StoredRegistries.Large(5000)));

        exception.Message.ShouldStartWith(Path.Combine(disk.Path, "registry") + ": the registry cannot be written: ");
        exception.IsDeposed.ShouldBeFalse();
        await store.StoreAsync(StoredRegistries.Of("S0", "S1"));
        (await store.LoadAsync()).ShouldBeStoredAs(StoredRegistries.Of("S0", "S1"));
    }

    [RootFact]
    public async Task AReadOnlyDisk_IsOneLineAtTheStart_AndFailsWritesLater()
    {
        using var disk = SmallDisk.Mount("size=256k");
        await using (var store = new FileRegistryStore(disk.Path))
        {
            await store.LoadAsync();
            await store.StoreAsync(StoredRegistries.Of("S0"));
            await store.DisposeAsync();
        }

        disk.MakeReadOnly();

        await using var next = new FileRegistryStore(disk.Path);
        RegistryException exception = await Should.ThrowAsync<RegistryException>(next.LoadAsync);
        exception.Message.ShouldContain("Read-only file system");
        exception.Message.ShouldEndWith("See --work_dir.");
    }

    protected override IRegistryStore Open() => New();

    /// <summary>As after somebody took the lock's file away, to start a second master all the same.</summary>
    protected override IRegistryStore OpenBeside()
    {
        File.Delete(Current + ".lock");
        return New();
    }

    protected override IDisposable RefuseWrites() => new Obstacle(Current + ".next");

    protected override void WriteRubbish(ReadOnlyMemory<byte> rubbish) => File.WriteAllBytes(Current, rubbish.Span);

    protected override byte[] ReadRaw() => File.ReadAllBytes(Current);

    private FileRegistryStore New() => new(_directory, _log);

    private async Task<RegistryState> LoadAsync()
    {
        await using FileRegistryStore store = New();
        return await store.LoadAsync();
    }

    private async Task StoreAsync(params RegistryState[] registries)
    {
        await using FileRegistryStore store = New();
        await store.LoadAsync();
        foreach (RegistryState registry in registries)
        {
            await store.StoreAsync(registry);
        }
    }

    /// <summary>A folder where a file should be written.</summary>
    private sealed class Obstacle : IDisposable
    {
        private readonly string _path;

        public Obstacle(string path) => Directory.CreateDirectory(_path = path);

        public void Dispose() => Directory.Delete(_path);
    }

    /// <summary>A file system of its own, in memory.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private SmallDisk(string path) => Path = path;

        public string Path { get; }

        public static SmallDisk Mount(string options)
        {
            string path = Directory.CreateTempSubdirectory("tepui-disk-").FullName;
            Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
            return new SmallDisk(path);
        }

        public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

        public void Dispose()
        {
            Run("umount", "-l", Path);
            Directory.Delete(Path);
        }

        private static void Run(string program, params string[] arguments)
        {
            using Process process = Process.Start(program, arguments);
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
        }
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
