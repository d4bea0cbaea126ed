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
    [InlineData("stratum+tcp://ann:p@ss:w/rd@10.0.0.1:31000", "10.0.0.1", 31000)]
    [InlineData("[::1]:31000", "::1", 31000)]
    public void Parse_OfAServer_TakesEveryFormThatCpuminerTakes(string url, string host, int port)
    {
        var (options, _, _) = WorkerArguments.Parse(["-o", url]);
        options.ShouldNotBeNull();
        (options.Host, options.Port).ShouldBe((host, port));
    }

    [Fact]
    public void Parse_OfACpuminerCommandLine_SetsEverything()
    {
        var (options, faults, notices) = WorkerArguments.Parse(
            ["-a", "sha256d", "--url=h:1", "-O", "ann:se:cret", "-qt4", "--retries", "3", "-R", "7", "--no-redirect", "--rate-interval=5"]);
        faults.ShouldBeEmpty();
        notices.ShouldBeEmpty();
        options.ShouldBe(new WorkerOptions("h", 1)
        {
            User = "ann",
            Password = "se:cret",
            Threads = 4,
            IsQuiet = true,
            Retries = 3,
            RetryPause = TimeSpan.FromSeconds(7),
            RateInterval = TimeSpan.FromSeconds(5),
            FollowsReconnect = false,
        });
    }

    /// <summary>What the framework mesos-bitcoin-miner gives its workers.</summary>
    [Fact]
    public void Parse_OfTheOriginalFramework_IsEnough() =>
        WorkerArguments.Parse(["-o", "10.0.0.7:31000"]).Options.ShouldBe(new WorkerOptions("10.0.0.7", 31000));

    [Fact]
    public void Parse_OfAUrlWithNameAndPassword_TakesBoth()
    {
        var (options, _, _) = WorkerArguments.Parse(["-o", "stratum+tcp://ann:p@ss@h:1"]);
        (options!.User, options.Password, options.Host).ShouldBe(("ann", "p@ss", "h"));
    }

    [Fact]
    public void Parse_OfOptionsThatMeanNothingHere_TakesThemAndTells()
    {
        var (options, faults, notices) = WorkerArguments.Parse(
            ["-o", "h:1", "-DP", "-s", "5", "--no-longpoll", "--no-getwork", "--no-gbt", "--coinbase-addr=x", "--scan=3", "--thr", "2"]);
        faults.ShouldBeEmpty();
        options!.Threads.ShouldBe(2);
        notices.ShouldBe([
            "--debug: left aside: there is nothing more to tell",
            "--protocol-dump: left aside: there is no dump",
            "--scantime: left aside: is for servers without long polling; only Stratum is spoken",
            "--coinbase-addr: left aside: is for solo mining; the server decides where coins go",
            "--scantime: left aside: is for servers without long polling; only Stratum is spoken",
        ]);
    }

    [Theory]
    [InlineData("--no-stratum", "--no-stratum: not supported: only Stratum is spoken")]
    [InlineData("--cert=x", "--cert: not supported: there is no TLS")]
    [InlineData("-xsocks5://h", "--proxy: not supported: there is no connecting through a proxy")]
    [InlineData("-qB", "--background: not supported: start it in the background by the shell's '&' or as a task")]
    [InlineData("--no", "--no: may be --no-redirect or --no-longpoll or --no-getwork or --no-gbt or --no-stratum")]
    [InlineData("--quiet=1", "--quiet: takes no value")]
    [InlineData("-oh:1x", "--url: 'h:1x' should be stratum+tcp://HOST:PORT, http://HOST:PORT or HOST:PORT")]
    [InlineData("-ostratum+tcps://h:1", "--url: stratum+tcps:// is not supported, as there is no TLS; use stratum+tcp://")]
    public void Parse_OfWhatThereIsNot_SaysWhy(string argument, string fault)
    {
        var (options, faults, _) = WorkerArguments.Parse(["-o", "h:1", argument]);
        options.ShouldBeNull();
        faults.ShouldBe([fault]);
    }

    [Fact]
    public void Parse_OfManyFaults_TellsAllAtOnce()
    {
        var (options, faults, _) = WorkerArguments.Parse(["-t", "0", "--bogus", "-a", "scrypt", "-o", "ftp://u:secret@x", "-r"]);
        options.ShouldBeNull();
        faults.ShouldBe([
            "--bogus: no such flag",
            "--retries: needs a value",
            "--threads: '0' is no number that fits",
            "--algo: 'scrypt' is not supported, only sha256d",
            "--url: '...@x' should be stratum+tcp://HOST:PORT, http://HOST:PORT or HOST:PORT",
        ]);
    }

    [Fact]
    public void Parse_WithoutAServer_SaysThatItIsNeeded() =>
        WorkerArguments.Parse([]).Faults.ShouldHaveSingleItem().ShouldStartWith("--url: needed");
}
