using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Mesos.V1;
using Tepui.Protocol.Codecs;

namespace Tepui.Endpoints.Domains;

/// <summary>The text of masters' and agents' <c>--domain</c>: a DomainInfo as JSON, or the path of a file that holds one (docs/fault-domains.md of Mesos).</summary>
public static class FaultDomainText
{
    public static DomainInfo? Parse(string? text, List<string> faults)
    {
        if (text is null)
        {
            return null;
        }

        const string Scheme = "file://";
        string json;
        try
        {
            json = text.TrimStart().StartsWith('{')
                ? text
                : File.ReadAllText(text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"--domain: '{text}' is neither JSON nor a file that can be read: {exception.Message}");
            return null;
        }

        Decoded<DomainInfo> decoded = MessageCodec.Decode<DomainInfo>(MessageEncoding.Json, Encoding.UTF8.GetBytes(json));
        if (decoded.Message is not { } domain)
        {
            faults.Add($"--domain: {decoded.Error}");
            return null;
        }

        if (domain.FaultDomain is null)
        {
            faults.Add("--domain: must define `fault_domain`");
            return null;
        }

        return domain;
    }
}
