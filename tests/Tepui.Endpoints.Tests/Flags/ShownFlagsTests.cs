using System.Collections.Generic;
using System.Linq;
using Tepui.Endpoints.Flags;
using Tepui.Runtime.Flags;

namespace Tepui.Endpoints.Tests.Flags;

public sealed class ShownFlagsTests
{
    [Fact]
    public void Flags_AreShownByName_WithoutThoseUnset_AndWithNoSecret()
    {
        var flags = new ShownFlags(new TestFlags());

        JsonText.Of(flags.Write).ShouldBe("""{"flags":{"a_switch":"true","key":"<hidden>","port":"5050"}}""");
        flags.Messages.Select(static flag => $"{flag.Name}={flag.Value}").ShouldBe(["a_switch=true", "key=<hidden>", "port=5050"]);
    }

    private sealed class TestFlags : IFlags
    {
        [Flag("port", "A number.")]
        public int Port { get; init; } = 5050;

        [Flag("unset", "Nothing.")]
        public string? Unset { get; init; }

        [Flag("key", "A secret.", Secret = true)]
        public string Key { get; init; } = "sesame";

        [Flag("a_switch", "On or off.")]
        public bool Switch { get; init; } = true;

        public IEnumerable<string> Faults() => [];
    }
}
