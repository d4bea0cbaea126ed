using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Quota;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Tests.Quotas;

public class QuotaValidationTests
{
    [Theory]
    [InlineData("dev", 0, 0, null)]
    [InlineData("*", 1, 1, null)]
    [InlineData("", 1, 1, "Invalid 'QuotaConfig.role': Role names cannot be the empty string")]
    [InlineData("-a", 1, 1, "Invalid 'QuotaConfig.role': Role component '-a' is invalid because it starts with a dash")]
    [InlineData("dev", 1e12 + 1, 1, "Invalid 'QuotaConfig.guarantees': {'cpus': 1000000000001} is invalid: values greater than 1 trillion (1000000000000) are not supported")]
    [InlineData("dev", 1, 1e300, "Invalid 'QuotaConfig.limits': {'cpus': 1e+300} is invalid: values greater than 1 trillion (1000000000000) are not supported")]
    [InlineData("dev", -0.5, 1, "Invalid guarantee configuration {'cpus': -0.5}: Negative values not supported")]
    [InlineData("dev", 1, -0.5, "Invalid limit configuration {'cpus': -0.5}: Negative values not supported")]
    [InlineData("dev", double.NaN, 1, "Invalid guarantee configuration {'cpus': NaN}: NaN not supported")]
    [InlineData("dev", double.NegativeInfinity, 1, "Invalid guarantee configuration {'cpus': -Infinity}: Infinite values not supported")]
    [InlineData("dev", double.Epsilon, 1, "Invalid guarantee configuration {'cpus': 0}: Subnormal values not supported")]
    [InlineData("dev", 1.001, 1, "'QuotaConfig.guarantees' { cpus: 1.001 } is not contained within the 'QuotaConfig.limits' { cpus: 1 }")]
    [InlineData("dev", 1.0001, 1, null)]
    public void Validate_NamesTheFirstFault(string role, double guarantee, double limit, string? fault)
    {
        var config = new QuotaConfig { Role = role };
        config.Guarantees.Add("cpus", new Value.Types.Scalar { Value = guarantee });
        config.Limits.Add("cpus", new Value.Types.Scalar { Value = limit });
        QuotaValidation.Validate(config).ShouldBe(fault);
    }

    [Fact]
    public void AQuotaAsMessage_ComesBackAsItWas()
    {
        var config = new QuotaConfig { Role = "dev" };
        config.Guarantees.Add("mem", new Value.Types.Scalar { Value = 512 });
        config.Guarantees.Add("cpus", new Value.Types.Scalar { Value = 0.5 });
        config.Guarantees.Add("gpus", new Value.Types.Scalar { Value = 0 });
        config.Limits.Add("gpus", new Value.Types.Scalar { Value = 0 });
        var quota = QuotaMessage.FromConfig(config);

        quota.Guarantees.ToArray().ShouldBe([KeyValuePair.Create("cpus", 500L), KeyValuePair.Create("mem", 512_000L)]);
        quota.Limits.ToArray().ShouldBe([KeyValuePair.Create("gpus", 0L)]);
        quota.ToString().ShouldBe("guarantees cpus:0.5; mem:512, limits gpus:0");
        QuotaMessage.FromConfig(QuotaMessage.ToConfig("dev", quota)).ToString().ShouldBe(quota.ToString());
        QuotaMessage.FromConfig(new QuotaConfig { Role = "dev" }).IsDefault.ShouldBeTrue();
    }
}
