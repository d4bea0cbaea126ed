using System;
using System.IO;
using System.Runtime.Versioning;
using Tepui.Runtime.Faults;

namespace Tepui.Runtime.Tests.Faults;

[SupportedOSPlatform("linux")]
public sealed class FaultReportTests
{
    [Fact]
    public void Write_MakesAFileOnlyItsOwnerReads()
    {
        string directory = Directory.CreateTempSubdirectory("tepui-").FullName;
        try
        {
            var input = new RecentInput<string>("password sesame", DateTimeOffset.UnixEpoch);
            var fault = new LoopFault<string>(new InvalidOperationException("broken"), [input]);

            string? path = FaultReport.Write(
                directory, "master", fault, DateTimeOffset.UnixEpoch, static text => text.Replace("sesame", "***"));

            path.ShouldNotBeNull().ShouldBe(Path.Combine(directory, "master-fault-19700101-000000-000.txt"));
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.ReadAllText(path).ShouldContain("broken");
            File.ReadAllText(path).ShouldContain("password ***");
            File.ReadAllText(path).ShouldNotContain("sesame");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Write_WhereItCannot_SaysSo()
    {
        var fault = new LoopFault<string>(new InvalidOperationException("x"), []);

        FaultReport.Write("/proc/none", "master", fault, DateTimeOffset.UnixEpoch, static text => text).ShouldBeNull();
    }
}
