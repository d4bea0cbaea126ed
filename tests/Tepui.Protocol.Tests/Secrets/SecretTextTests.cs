using System;
using System.Diagnostics;
using Tepui.Protocol.Secrets;

namespace Tepui.Protocol.Tests.Secrets;

public class SecretTextTests
{
    [Theory]
    [InlineData("http://me:sesame@host/x", "http://me:***@host/x")]
    [InlineData("see 'https://me:s:e@s@host:80/x@2' there", "see 'https://me:***@host:80/x@2' there")]
    [InlineData("http://me:se/same@host/x", "http://me:***@host/x")]
    [InlineData("http://sesame@host/x", "http://***@host/x")]
    [InlineData("http://h/x?a=1&access_token=sesame&b=2", "http://h/x?a=1&access_token=***&b=2")]
    [InlineData("http://h/x?X-Amz-Signature=sesame", "http://h/x?X-Amz-Signature=***")]
    [InlineData("p2pool --rpc_password=sesame --port=1", "p2pool --rpc_password=*** --port=1")]
    [InlineData("p2pool --rpc-password sesame -u me", "p2pool --rpc-password *** -u me")]
    [InlineData("mysql --password='open sesame' x", "mysql --password=*** x")]
    [InlineData("DB_PASSWORD=sesame run", "DB_PASSWORD=*** run")]
    [InlineData("cpuminer --userpass=me:sesame", "cpuminer --userpass=***")]
    [InlineData("""{"arguments":["-rpcpassword=open sesame","x"]}""", """{"arguments":["-rpcpassword=***","x"]}""")]
    [InlineData("""[ "--password", "open sesame", "x" ]""", """[ "--password", "***", "x" ]""")]
    [InlineData("""{ "name": "K", "secret": { "value": { "data": "c2VzYW1l" } } }""", """{ "name": "K", "secret": { "value": { "data": "***" } } }""")]
    [InlineData("""{"name":"API_KEY","type":"VALUE","value":"se\"same"}""", """{"name":"API_KEY","type":"VALUE","value":"***"}""")]
    [InlineData("""{"principal":"p","secret":"sesame"}""", """{"principal":"p","secret":"***"}""")]
    [InlineData("NodeFlags { RpcPassword = sesame, Port = 1 }", "NodeFlags { RpcPassword = *** Port = 1 }")]
    public void KnownForms_AreHidden(string text, string shown) => SecretText.Redact(text).ShouldBe(shown);

    [Theory]
    [InlineData("http://host:5050/x@sha256:abc")]
    [InlineData("--rpc_password_file=/etc/secret/file")]
    [InlineData("zk://a:1,b:2/mesos")]
    [InlineData("docker.io/library/x:1")]
    [InlineData("""{"name":"PATH","value":"/bin"}""")]
    [InlineData("the password of the node is wrong")]
    [InlineData("")]
    public void OtherText_StaysAsItIs(string text) => SecretText.Redact(text).ShouldBeSameAs(text);

    [Theory]
    [InlineData("a")]
    [InlineData("://a:")]
    [InlineData("token")]
    [InlineData("\"name\":\"token\",")]
    [InlineData("--token ")]
    [InlineData("\"\\")]
    public void LongText_IsReadInBoundedTime(string piece)
    {
        string text = "secret " + string.Concat(System.Linq.Enumerable.Repeat(piece, 200_000 / piece.Length));
        long begin = Stopwatch.GetTimestamp();

        _ = SecretText.Redact(text);

        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("DB_PASSWORD", true)]
    [InlineData("rpc_password_file", false)]
    [InlineData("PATH", false)]
    public void IsSecretName(string name, bool secret) => SecretText.IsSecretName(name).ShouldBe(secret);
}
