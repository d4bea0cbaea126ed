using System.Collections.Generic;
using System.IO;
using Tepui.Endpoints.Domains;

namespace Tepui.Endpoints.Tests.Domains;

public sealed class FaultDomainTextTests
{
    private const string Json = """{"fault_domain": {"region": {"name": "eu"}, "zone": {"name": "rack1"}}}""";

    private readonly List<string> _faults = [];

    [Fact]
    public void Parse_Json_IsTheDomain()
    {
        var domain = FaultDomainText.Parse(Json, _faults).ShouldNotBeNull().FaultDomain;

        (domain.Region.Name, domain.Zone.Name).ShouldBe(("eu", "rack1"));
        _faults.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_Path_IsTheFilesContent()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, Json);
        try
        {
            FaultDomainText.Parse(path, _faults).ShouldNotBeNull().FaultDomain.Zone.Name.ShouldBe("rack1");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("{}", "--domain: must define `fault_domain`")]
    [InlineData("{\"fault_domain\": {}}", "--domain: Failed to convert JSON into DomainInfo protobuf: Missing required fields: fault_domain.region, fault_domain.zone")]
    [InlineData("/nowhere", "--domain: '/nowhere' is neither JSON nor a file that can be read: Could not find file '/nowhere'.")]
    [InlineData("", "--domain: '' is neither JSON nor a file that can be read: The value cannot be an empty string. (Parameter 'path')")]
    public void Parse_Fault_SaysWhatIsWrong(string text, string fault)
    {
        FaultDomainText.Parse(text, _faults).ShouldBeNull();
        _faults.ShouldBe([fault]);
    }

    [Fact]
    public void Parse_NotGiven_IsNoDomain() => FaultDomainText.Parse(null, _faults).ShouldBeNull();
}
