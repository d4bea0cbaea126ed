using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Agent.Checkpointing;
using Tepui.Internal.V1;

namespace Tepui.Agent.Tests.Checkpointing;

public sealed class CheckpointLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder.At("agent.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_flushed_is_read_again()
    {
        Write("a", "b");

        Read().ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_log_torn_at_any_byte_gives_the_records_before_and_goes_on_from_there()
    {
        Write("first", "second");
        byte[] whole = File.ReadAllBytes(LogPath);
        int first = whole.Length / 2;
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(LogPath, whole[..length]);
            Read().Count.ShouldBe(length < first - 1 ? 0 : Read().Count);
            Write("third");
            Read()[^1].ShouldBe("third");
        }
    }

    [Fact]
    public void Zeroes_at_the_end_are_a_torn_write()
    {
        Write("a");
        using (FileStream file = File.OpenWrite(LogPath))
            file.SetLength(file.Length + 4096);

        Read().ShouldBe(["a"]);
    }

    [Fact]
    public void A_damaged_record_before_others_is_an_error_unless_not_strict()
    {
        Write("a", "b", "c");
        byte[] whole = File.ReadAllBytes(LogPath);
        whole[(whole.Length / 3) + 10] ^= 0xFF;
        File.WriteAllBytes(LogPath, whole);

        Should.Throw<CheckpointDamagedException>(() => CheckpointLog.Open(LogPath, strict: true)).Message.ShouldContain("--no-strict");
        Read(strict: false).ShouldBe(["a"]);
    }

    [Fact]
    public void Replace_WritesTheLogAnew()
    {
        (CheckpointLog log, _) = CheckpointLog.Open(LogPath, strict: true);
        using (log)
        {
            log.Add(Record("old"));
            log.Flush();
            log.Add(Record("pending"));
            log.TryReplace([Record("new")]).ShouldBeTrue();
            log.Add(Record("after"));
            log.Flush();
        }

        Read().ShouldBe(["new", "after"]);
        Directory.GetFiles(_folder.Path).ShouldBe([LogPath]);
    }

    private static AgentCheckpoint Record(string id) => new()
    {
        Identity = new AgentCheckpoint.Types.Identity { AgentId = new AgentID { Value = id } },
    };

    private void Write(params string[] ids)
    {
        (CheckpointLog log, _) = CheckpointLog.Open(LogPath, strict: true);
        using (log)
        {
            foreach (string id in ids)
            {
                log.Add(Record(id));
                log.Flush();
            }
        }
    }

    private List<string> Read(bool strict = true)
    {
        (CheckpointLog log, IReadOnlyList<AgentCheckpoint> records) = CheckpointLog.Open(LogPath, strict);
        log.Dispose();
        return [.. records.Select(record => record.Identity.AgentId.Value)];
    }
}
