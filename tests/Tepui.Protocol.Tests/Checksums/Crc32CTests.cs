using System.Linq;
using Tepui.Protocol.Checksums;

namespace Tepui.Protocol.Tests.Checksums;

public class Crc32CTests
{
    [Fact]
    public void The_checksum_is_that_of_RFC_3720()
    {
        Crc32C.Of(new byte[32]).ShouldBe(0x8A9136AAu);
        Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).ShouldBe(0x46DD794Eu);
    }
}
