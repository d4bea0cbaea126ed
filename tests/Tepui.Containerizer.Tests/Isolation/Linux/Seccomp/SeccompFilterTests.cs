using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Isolation.Linux.Seccomp;

namespace Tepui.Containerizer.Tests.Isolation.Linux.Seccomp;

public class SeccompFilterTests
{
    private const uint Allow = 0x7FFF0000;
    private const uint Refuse = 0x00050001;

    private static readonly string[] Names = [.. SystemCallNames.Of(SystemCallNames.Amd64).Keys.Order()];
    private static readonly uint[] Actions = [Allow, Refuse, 0x00050026, 0x80000000];
    private static readonly ulong[] Interesting = [0, 1, 2, 0x7FFFFFFF, 0xFFFFFFFF, 0x1_0000_0000, 0x1_0000_0001, 0x8000_0000_0000_0000, ulong.MaxValue];

    /// <summary>Whatever a profile says, the filter says it of every call: a naive reading of the rules is its twin.</summary>
    [Fact]
    public void Filter_AgreesWithItsProfile() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        SeccompProfile profile = Profile(random);
        byte[] program = SeccompFilter.Compile(profile, CapabilitySet.Empty);
        for (int i = 0; i < 300; i++)
        {
            uint architecture = random.Next(8) == 0 ? SystemCallNames.I386 : SystemCallNames.Amd64;
            uint number = (uint)random.Next(480);
            ulong[] arguments = [.. Enumerable.Range(0, 6).Select(_ => Number(random))];
            FilterMachine.Run(program, number, architecture, arguments).ShouldBe(Naive(profile, number, architecture, arguments));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(7, 11));

    [Fact]
    public void Filter_KillsProgramsOfOtherArchitectures()
    {
        byte[] program = SeccompFilter.Compile(new SeccompProfile(Allow, [SystemCallNames.Amd64], []), CapabilitySet.Empty);

        FilterMachine.Run(program, 1, SystemCallNames.Aarch64, []).ShouldBe(0u);
        FilterMachine.Run(program, 1, SystemCallNames.Amd64, []).ShouldBe(Allow);
    }

    /// <summary>Jumps within a filter reach 255 instructions: a profile with conditions on every call needs more.</summary>
    [Fact]
    public void Filter_OfEveryCallWithConditions_StaysWithinWhatTheKernelTakes()
    {
        List<SeccompRule> rules = [.. Names.Select((name, i) =>
            new SeccompRule([name], Allow, [new SeccompCondition(i % 6, Comparison.Equal, (ulong)i, 0)]))];
        var profile = new SeccompProfile(Refuse, [SystemCallNames.Amd64], rules);
        byte[] program = SeccompFilter.Compile(profile, CapabilitySet.Empty);

        (program.Length / 8).ShouldBeLessThanOrEqualTo(FilterProgram.Most);
        for (int i = 0; i < Names.Length; i++)
        {
            uint number = SystemCallNames.Of(SystemCallNames.Amd64)[Names[i]];
            ulong[] arguments = new ulong[6];
            arguments[i % 6] = (ulong)i;
            FilterMachine.Run(program, number, SystemCallNames.Amd64, arguments).ShouldBe(Allow);
            arguments[i % 6]++;
            FilterMachine.Run(program, number, SystemCallNames.Amd64, arguments).ShouldBe(Refuse);
        }
    }

    [Fact]
    public void Rules_ForCapabilities_HoldOnlyWithThem()
    {
        SeccompRule mount = new(["mount"], Allow, []) { OnlyCapabilities = ["CAP_SYS_ADMIN"] };
        SeccompRule clone = new(["clone"], Allow, []) { NotCapabilities = ["CAP_SYS_ADMIN"] };
        var profile = new SeccompProfile(Refuse, [SystemCallNames.Native], [mount, clone]);
        uint Verdict(string call, params string[] capabilities) => FilterMachine.Run(
            SeccompFilter.Compile(profile, CapabilitySet.Of(capabilities)),
            SystemCallNames.Of(SystemCallNames.Native)[call],
            SystemCallNames.Native,
            new ulong[6]);

        Verdict("mount", "CAP_SYS_ADMIN").ShouldBe(Allow);
        Verdict("mount").ShouldBe(Refuse);
        Verdict("clone", "CAP_SYS_ADMIN").ShouldBe(Refuse);
        Verdict("clone").ShouldBe(Allow);
    }

    [Theory]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{", "it is no JSON of a profile")]
    [InlineData("{}", "defaultAction '' is none of SCMP_ACT_KILL")]
    [InlineData("""{"defaultAction":"SCMP_ACT_NOTIFY"}""", "defaultAction 'SCMP_ACT_NOTIFY' is none of")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":{}}""", "'syscalls' is no array")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"action":"SCMP_ACT_ERRNO"}]}""", "syscalls[0] names no system call")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["read"],"action":"NO"}]}""", "syscalls[0].action 'NO' is none of")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["read"],"action":"SCMP_ACT_KILL","args":[{"index":6}]}]}""", "syscalls[0].args[0].index is none from 0 to 5")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["read"],"action":"SCMP_ACT_KILL","args":[{"index":1,"op":"EQ"}]}]}""", "syscalls[0].args[0].op 'EQ' is none of")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["read"],"action":"SCMP_ACT_KILL","includes":{"caps":["CAP_FLY"]}}]}""", "'CAP_FLY' is no capability")]
    public void Parse_OfWhatIsNoProfile_SaysWhere(string json, string message) =>
        Should.Throw<FormatException>(() => SeccompProfile.Parse(System.Text.Encoding.UTF8.GetBytes(json))).Message.ShouldContain(message);

    [Fact]
    public void Parse_TakesBothWaysToNameCalls_AndErrorNumbers()
    {
        SeccompProfile profile = SeccompProfile.Parse(
            """
            {"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"syscalls":[
              {"name":"read","action":"SCMP_ACT_ALLOW"},
              {"names":["write","close"],"action":"SCMP_ACT_ERRNO","errnoRet":13,"args":[{"index":0,"value":-1,"op":"SCMP_CMP_NE"}]}]}
            """u8.ToArray());

        profile.DefaultAction.ShouldBe(0x00050000u | 38);
        profile.Rules[0].Names.ShouldBe(["read"]);
        profile.Rules[1].Action.ShouldBe(0x00050000u | 13);
        profile.Rules[1].Conditions.ShouldBe([new SeccompCondition(0, Comparison.NotEqual, ulong.MaxValue, 0)]);
    }

    private static SeccompProfile Profile(Random random)
    {
        var rules = new List<SeccompRule>();
        for (int i = random.Next(60); i > 0; i--)
        {
            List<SeccompCondition> conditions = [.. Enumerable.Range(0, random.Next(2) * random.Next(1, 4)).Select(_ =>
                new SeccompCondition(random.Next(6), (Comparison)random.Next(7), Number(random), Number(random)))];
            string[] names = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Names[random.Next(Names.Length)])];
            rules.Add(new SeccompRule(names, Actions[random.Next(Actions.Length)], conditions));
        }

        uint[] architectures = random.Next(2) == 0 ? [SystemCallNames.Amd64] : [SystemCallNames.Amd64, SystemCallNames.I386];
        return new SeccompProfile(Actions[random.Next(Actions.Length)], architectures, rules);
    }

    private static uint Naive(SeccompProfile profile, uint number, uint architecture, ulong[] arguments)
    {
        if (!profile.Architectures.Contains(architecture))
            return 0;
        IReadOnlyDictionary<string, uint> numbers = SystemCallNames.Of(architecture);
        foreach (SeccompRule rule in profile.Rules)
        {
            if (rule.Names.Any(name => numbers.TryGetValue(name, out uint known) && known == number)
                && rule.Conditions.All(condition => condition.Holds(arguments[condition.Index])))
            {
                return rule.Action;
            }
        }

        return profile.DefaultAction;
    }

    private static ulong Number(Random random) => random.Next(3) switch
    {
        0 => Interesting[random.Next(Interesting.Length)],
        1 => (ulong)random.NextInt64(),
        _ => (ulong)random.Next(4),
    };
}
