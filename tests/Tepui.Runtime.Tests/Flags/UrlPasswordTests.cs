using Tepui.Runtime.Flags;

namespace Tepui.Runtime.Tests.Flags;

public sealed class UrlPasswordTests
{
    [Theory]
    [InlineData("zk://user:secret@h1:2181,h2:2181/mesos", "zk://user:<hidden>@h1:2181,h2:2181/mesos")]
    [InlineData("zk://user:se:c@ret@h1:2181/mesos", "zk://user:<hidden>@h1:2181/mesos")]
    [InlineData("zk://secret@h1:2181/mesos", "zk://<hidden>@h1:2181/mesos")]
    [InlineData("user:secret@h1", "user:<hidden>@h1")]
    [InlineData("zk://h1:2181/mesos", "zk://h1:2181/mesos")]
    [InlineData("file:///etc/mesos/zk", "file:///etc/mesos/zk")]
    [InlineData("10.0.0.1:5050", "10.0.0.1:5050")]
    [InlineData("", "")]
    public void APassword_IsNeverShown(string url, string shown) => UrlPassword.Hide(url).ShouldBe(shown);
}
