using System.Collections.Generic;
using System.Text;
using Mesos.V1;
using Tepui.Protocol.Json;

namespace Tepui.Kernel.Domains;

/// <summary>Reads <c>--domain</c> (docs/fault-domains.md), the same for masters and agents: a DomainInfo in JSON.</summary>
public static class DomainText
{
    /// <summary>The domain, or null with every fault added.</summary>
    public static DomainInfo? Parse(string text, List<string> faults)
    {
        var decoded = MesosJson.Parse<DomainInfo>(Encoding.UTF8.GetBytes(text));
        if (decoded.Faults.Count > 0)
        {
            faults.AddRange(decoded.Faults);
            return null;
        }

        if (decoded.Message is not { FaultDomain: not null } domain)
        {
            faults.Add("`domain` must define `fault_domain`, as {\"fault_domain\":{\"region\":{\"name\":\"R\"},\"zone\":{\"name\":\"Z\"}}}");
            return null;
        }

        return domain;
    }
}
