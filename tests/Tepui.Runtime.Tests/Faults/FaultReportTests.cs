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
            var fault = new LoopFault<string>(new InvalidOperationException("broken"), []);

            string? path = FaultReport.Write(directory, "master", fault, DateTimeOffset.UnixEpoch);

            path.ShouldNotBeNull().ShouldBe(Path.Combine(directory, "master-fault-19700101-000000-000.txt"));
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.ReadAllText(path).ShouldContain("broken");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Write_WhereItCannot_SaysSo() =>
        FaultReport.Write("/proc/none", "master", new LoopFault<string>(new InvalidOperationException("x"), []), DateTimeOffset.UnixEpoch).ShouldBeNull();
}
