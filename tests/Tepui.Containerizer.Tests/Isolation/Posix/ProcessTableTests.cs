using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Posix;

namespace Tepui.Containerizer.Tests.Isolation.Posix;

public sealed class ProcessTableTests
{
    [Fact]
    public void Parse_OfANameWithParenthesesAndSpaces()
    {
        const string Text = "42 (a) b (c) S 7 42 40 0 -1 4194560 100 0 0 0 11 12 13 14 20 0 3 0 5000 1000000 250 18446744073709551615 1 1";

        ProcessStat.Parse(Text).ShouldBe(new ProcessStat(42, 7, 40, 24, 26, 3, 250));
    }

    [Fact]
    public void Tree_IsDescendantsAndTheSession_AndNobodyElse()
    {
        var table = new ProcessTable([Process(10, 1, 10), Process(11, 10, 10), Process(12, 11, 12), Process(13, 1, 10), Process(14, 1, 14)]);

        table.Tree(10).Select(process => process.Pid).Order().ShouldBe([10, 11, 12, 13]);
        table.Tree(99).ShouldBeEmpty();
    }

    [Fact]
    public void Read_FindsThisProcess() => ProcessTable.Read().Tree(System.Environment.ProcessId).ShouldNotBeEmpty();

    [Fact]
    public void NetworkUse_AddsUpAllButTheLoopback()
    {
        const string Text =
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     999       9    0    0    0     0          0         0      999       9    0    0    0     0       0          0
              eth0:     100       2    3    4    0     0          0         0      500       6    7    8    0     0       0          0
              eth1:1 1 1 1 0 0 0 0 1 1 1 1 0 0 0 0
            """;
        var statistics = new ResourceStatistics();

        NetworkUse.Write(Text, statistics);

        (statistics.NetRxBytes, statistics.NetRxPackets, statistics.NetRxErrors, statistics.NetRxDropped).ShouldBe((101u, 3u, 4u, 5u));
        (statistics.NetTxBytes, statistics.NetTxPackets, statistics.NetTxErrors, statistics.NetTxDropped).ShouldBe((501u, 7u, 8u, 9u));
    }

    private static ProcessStat Process(int pid, int parent, int session) => new(pid, parent, session, 1, 1, 1, 1);
}
