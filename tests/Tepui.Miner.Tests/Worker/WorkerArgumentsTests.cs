using System;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Tests.Worker;

public class WorkerArgumentsTests
{
    [Theory]
    [InlineData("stratum+tcp://10.0.0.1:31000", "10.0.0.1", 31000)]
    [InlineData("http://10.0.0.1:31000", "10.0.0.1", 31000)]
    [InlineData("http://10.0.0.1:31000/", "10.0.0.1", 31000)]
    [InlineData("10.0.0.1:31000", "10.0.0.1", 31000)]
    [InlineData("pool.example", "pool.example", 9332)]
    [InlineData("[::1]:31000", "::1", 31000)]
    public void Parse_OfAServer_TakesEveryFormThatCpuminerTakes(string url, string host, int port)
    {
        var (options, _) = WorkerArguments.Parse(["-o", url]);
        options.ShouldNotBeNull();
        (options.Host, options.Port).ShouldBe((host, port));
    }

    [Fact]
    public void Parse_OfACpuminerCommandLine_SetsEverything()
    {
        var (options, faults) = WorkerArguments.Parse(
            ["-a", "sha256d", "--url=h:1", "-O", "ann:se:cret", "-t4", "-q", "--retries", "3", "-R", "7", "--rate-interval=5"]);
        faults.ShouldBeEmpty();
        options.ShouldBe(new WorkerOptions("h", 1)
        {
            User = "ann",
            Password = "se:cret",
            Threads = 4,
            IsQuiet = true,
            Retries = 3,
            RetryPause = TimeSpan.FromSeconds(7),
            RateInterval = TimeSpan.FromSeconds(5),
        });
    }

    [Fact]
    public void Parse_OfManyFaults_TellsAllAtOnce()
    {
        var (options, faults) = WorkerArguments.Parse(["-t", "0", "--bogus", "-a", "scrypt", "-o", "ftp://x", "--rate-interval=0", "-q=x", "--quiet=no", "-r"]);
        options.ShouldBeNull();
        faults.ShouldBe([
            "--threads: '0' is no number that fits",
            "--bogus: no such flag",
            "--algo: 'scrypt' is not supported, only sha256d",
            "--url: 'ftp://x' should be stratum+tcp://HOST:PORT, http://HOST:PORT or HOST:PORT",
            "--rate-interval: '0' is no number that fits",
            "--quiet: takes no value",
            "--quiet: takes no value",
            "--retries: needs a value",
        ]);
    }

    [Fact]
    public void Parse_WithoutAServer_SaysThatItIsNeeded() =>
        WorkerArguments.Parse([]).Faults.ShouldHaveSingleItem().ShouldStartWith("--url: needed");
}
