using System.Buffers;
using System.Text;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Tests.Stratum;

public class StratumCodecTests
{
    private const string ConfigureLine =
        "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"minimum-difficulty\",\"version-rolling\"],"
        + "{\"minimum-difficulty.value\":2048,\"version-rolling.mask\":\"1fffe000\",\"version-rolling.min-bit-count\":2}]}";

    private const string NotifyLine =
        "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"bf\","
        + "\"4d16b6f85af6e2198f44ae2a6de67f78487ae5611b77c6c0440b921e00000000\",\"01\",\"ff\","
        + "[\"2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3\"],"
        + "\"00000002\",\"1c2ac4af\",\"504e86b9\",false]}";

    [Theory]
    [InlineData("""{"id":1,"method":"mining.subscribe","params":["tepui/0.1"]}""")]
    [InlineData("""{"id":1,"method":"mining.subscribe","params":[]}""")]
    [InlineData("""{"id":1,"method":"mining.subscribe","params":["cpuminer/2.5.1","ae6812eb4cd7735a302a8a9dd95cf71f"]}""")]
    [InlineData("""{"id":"two","method":"mining.authorize","params":["slush.miner1","password"]}""")]
    [InlineData("""{"id":4,"method":"mining.submit","params":["slush.miner1","bf","00000001","504e86ed","b2957c02"]}""")]
    [InlineData("""{"id":4,"method":"mining.submit","params":["slush.miner1","bf","00000001","504e86ed","b2957c02","1fffe000"]}""")]
    [InlineData("""{"id":5,"method":"mining.extranonce.subscribe","params":[]}""")]
    [InlineData("""{"id":1,"method":"mining.configure","params":[["version-rolling","info"],{}]}""")]
    [InlineData(ConfigureLine)]
    [InlineData("""{"id":null,"method":"mining.set_version_mask","params":["00003000"]}""")]
    [InlineData("""{"id":8,"method":"client.get_version","params":[]}""")]
    [InlineData("""{"id":6,"method":"mining.suggest_difficulty","params":[0.5]}""")]
    [InlineData("""{"id":null,"method":"mining.set_difficulty","params":[2]}""")]
    [InlineData("""{"id":null,"method":"mining.set_difficulty","params":[0.0001]}""")]
    [InlineData("""{"id":null,"method":"mining.set_extranonce","params":["08000002",4]}""")]
    [InlineData("""{"id":null,"method":"client.reconnect","params":[]}""")]
    [InlineData("""{"id":null,"method":"client.reconnect","params":["stratum.example",3333,5]}""")]
    [InlineData("""{"id":null,"method":"client.show_message","params":["Grüß \"dich\""]}""")]
    [InlineData("""{"id":4,"result":true,"error":null}""")]
    [InlineData("""{"id":4,"result":null,"error":[23,"low difficulty share",null]}""")]
    [InlineData(NotifyLine)]
    public void Write_OfALineThatWasRead_GivesTheLineBack(string line) => Written(Read(line)).ShouldBe(line + "\n");

    [Fact]
    public void Read_OfAJob_TurnsThePreviousHashsWordsRound()
    {
        var job = Read(NotifyLine).ShouldBeOfType<NotifyNotification>();
        job.PreviousBlock.ToString().ShouldBe("00000000440b921e1b77c6c0487ae5616de67f788f44ae2a5af6e2194d16b6f8");
        Hex.Encode(job.MerkleBranches[0].ToByteArray()).ShouldBe("2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3");
        (job.JobId, job.Version, job.Bits, job.Time, job.CleanJobs).ShouldBe(("bf", 2u, 0x1c2ac4afu, 0x504e86b9u, false));
    }

    [Theory]
    [InlineData("{", "the line is no JSON")]
    [InlineData("[]", "the line is no JSON object")]
    [InlineData("""{"id":{},"method":"mining.subscribe"}""", "id: should be a number, a string or null")]
    [InlineData("""{"id":1,"method":7}""", "method: should be a string")]
    [InlineData("""{"result":true}""", "neither a method nor an id")]
    [InlineData("""{"id":1,"method":"mining.authorize"}""", "mining.authorize: user should be a string")]
    [InlineData(
        """{"id":1,"method":"mining.submit","params":["u",5,"00","504e86e","xyzxyzxy"]}""",
        "mining.submit: job id should be a string; ntime should have 8 hexadecimal digits; nonce should have 8 hexadecimal digits")]
    [InlineData(
        """{"id":1,"method":"mining.submit","params":["u","1","00","504e86ed","b2957c02","1fff"]}""",
        "mining.submit: version bits should have 8 hexadecimal digits")]
    [InlineData(
        """{"id":1,"method":"mining.configure","params":["version-rolling",{"version-rolling.mask":"x","minimum-difficulty.value":-1}]}""",
        "mining.configure: extensions should be an array; version-rolling.mask should have 8 hexadecimal digits; "
        + "minimum-difficulty.value should be a number that is not negative")]
    [InlineData("""{"id":1,"method":"mining.configure","params":[[],7]}""", "mining.configure: extension parameters should be an object")]
    [InlineData("""{"method":"mining.set_difficulty","params":[0]}""", "mining.set_difficulty: difficulty should be a positive number")]
    [InlineData("""{"method":"mining.set_extranonce","params":["00",99]}""", "mining.set_extranonce: extranonce2_size should be 0 to 32")]
    [InlineData("""{"method":"mining.set_extranonce","params":["00"]}""", "mining.set_extranonce: extranonce2_size is missing")]
    public void Read_OfAMalformedLine_NamesEveryFault(string line, string fault) =>
        Read(line).ShouldBeOfType<MalformedMessage>().Fault.ShouldBe(fault);

    [Fact]
    public void Read_OfAMalformedRequest_KeepsItsIdForTheAnswer() =>
        Read("""{"id":"x","method":"mining.authorize"}""").ShouldBeOfType<MalformedMessage>().Id.Json.ShouldBe("\"x\"");

    [Fact]
    public void Read_OfAMethodNobodyKnows_KeepsItsName() =>
        Read("""{"id":9,"method":"mining.get_transactions","params":[]}""").ShouldBe(
            new UnknownRequest(StratumId.Of(9), "mining.get_transactions"));

    [Theory]
    [InlineData("""{"id":1,"error":{"code":25,"message":"no"}}""", 25, "no")]
    [InlineData("""{"id":1,"error":"no"}""", 20, "no")]
    [InlineData("""{"id":1,"result":null,"error":[21,"Job not found",{}]}""", 21, "Job not found")]
    public void Read_OfAnErrorInAnyPoolsShape_FindsCodeAndMessage(string line, int code, string message)
    {
        var response = Read(line).ShouldBeOfType<StratumResponse>();
        response.Error.ShouldBe(new StratumError(code, message));
        response.IsSuccess.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""[[["mining.set_difficulty","s1"],["mining.notify","s1"]],"08000002",4]""", "s1")]
    [InlineData("""[["mining.notify","s1"],"08000002",4]""", "s1")]
    [InlineData("""[null,"08000002",4]""", "")]
    public void TryParse_OfASubscriptionInAnyPoolsShape_FindsTheExtranonces(string json, string session)
    {
        var response = Read($$"""{"id":1,"result":{{json}},"error":null}""").ShouldBeOfType<StratumResponse>();
        SubscribeResult.TryParse(response.Result, out var result, out _).ShouldBeTrue();
        result.SessionId.ShouldBe(session);
        Hex.Encode(result.Extranonce1.Span).ShouldBe("08000002");
        result.Extranonce2Size.ShouldBe(4);
    }

    [Theory]
    [InlineData("true", "the result should be an array of three")]
    [InlineData("""[[],"0",4]""", "extranonce1 should be hexadecimal")]
    [InlineData("""[[],"00",-1]""", "extranonce2_size should be 0 to 32")]
    public void TryParse_OfNoSubscription_SaysWhatIsWrong(string json, string fault)
    {
        var response = Read($$"""{"id":1,"result":{{json}},"error":null}""").ShouldBeOfType<StratumResponse>();
        SubscribeResult.TryParse(response.Result, out _, out var said).ShouldBeFalse();
        said.ShouldBe($"mining.subscribe: {fault}");
    }

    [Fact]
    public void Write_OfASubscription_IsWhatMinersExpect() =>
        Written(StratumResponse.Success(StratumId.Of(1), new SubscribeResult("s1", new byte[] { 8, 0, 0, 2 }, 4))).ShouldBe(
            """{"id":1,"result":[[["mining.set_difficulty","s1"],["mining.notify","s1"]],"08000002",4],"error":null}""" + "\n");

    [Theory]
    [InlineData("""{"version-rolling":true,"version-rolling.mask":"18000000","minimum-difficulty":true}""", 0x18000000u)]
    [InlineData("""{"version-rolling":false}""", 0u)]
    [InlineData("""{"version-rolling":"no","version-rolling.mask":"18000000"}""", 0u)]
    [InlineData("""{"version-rolling":true,"version-rolling.mask":"1800"}""", 0u)]
    [InlineData("true", 0u)]
    public void ReadVersionMask_OfAnyAnswer_IsWhatItAllows(string json, uint mask) => ConfigureResult.ReadVersionMask(
        Read($$"""{"id":1,"result":{{json}},"error":null}""").ShouldBeOfType<StratumResponse>().Result).ShouldBe(mask);

    private static StratumMessage Read(string line) => StratumReader.Read(Encoding.UTF8.GetBytes(line));

    private static string Written(StratumMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        StratumWriter.Write(output, message);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
