using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>Options about names, addresses and ports.</summary>
internal static class NetworkParameters
{
    public static Dictionary<string, Parameters.Setter> Table { get; } = new()
    {
        ["add-host"] = AddHost,
        ["dns"] = AddServer,
        ["dns-opt"] = Parameters.Append(translation => translation.Host.DnsOptions ??= []),
        ["dns-option"] = Parameters.Append(translation => translation.Host.DnsOptions ??= []),
        ["dns-search"] = Parameters.Append(translation => translation.Host.DnsSearch ??= []),
        ["domainname"] = Parameters.Text((translation, value) => translation.Body.Domainname = value),
        ["expose"] = Expose,
        ["hostname"] = Parameters.Text((translation, value) => translation.Body.Hostname = value),
        ["ip"] = Parameters.Text((translation, value) => AddressOf(translation).Version4 = value),
        ["ip6"] = Parameters.Text((translation, value) => AddressOf(translation).Version6 = value),
        ["net"] = Parameters.Text((translation, value) => translation.Host.NetworkMode = value),
        ["net-alias"] = Parameters.Append(translation => EndpointOf(translation).Aliases ??= []),
        ["network"] = Parameters.Text((translation, value) => translation.Host.NetworkMode = value),
        ["network-alias"] = Parameters.Append(translation => EndpointOf(translation).Aliases ??= []),
        ["publish"] = Publish,
    };

    private static EndpointConfig EndpointOf(Translation translation) => translation.Endpoint ??= new EndpointConfig();

    private static EndpointAddress AddressOf(Translation translation) => EndpointOf(translation).Address ??= new EndpointAddress();

    private static string? AddHost(Translation translation, string value)
    {
        // The address may hold colons itself; newer clients take '=' for the first.
        int colon = value.AsSpan().IndexOfAny(':', '=');
        if (colon < 1 || colon == value.Length - 1)
            return "it is not NAME:ADDRESS";
        (translation.Host.ExtraHosts ??= []).Add($"{value[..colon]}:{value[(colon + 1)..]}");
        return null;
    }

    private static string? AddServer(Translation translation, string value)
    {
        (translation.Host.Dns ??= []).Add(value);
        return IPAddress.TryParse(value, out _) ? null : "it is no IP address";
    }

    private static string? Expose(Translation translation, string value)
    {
        if (Port(value) is not { } port)
            return "it is not PORT or PORT/PROTOCOL";
        Networks.Expose(translation, port);
        return null;
    }

    private static string? Publish(Translation translation, string value)
    {
        const string Form = "it is not [ADDRESS:]HOST_PORT:CONTAINER_PORT[/PROTOCOL]";
        int last = value.LastIndexOf(':');
        if (last < 1 || Port(value[(last + 1)..]) is not { } port)
            return Form;
        int first = value.LastIndexOf(':', last - 1);
        string hostPort = value[(first + 1)..last];
        string address = first < 0 ? "" : value[..first].Trim('[', ']');
        if (!IsPort(hostPort) || (address.Length > 0 && !IPAddress.TryParse(address, out _)))
            return Form;
        Networks.Publish(translation, port, new PortBinding(address, hostPort));
        return null;
    }

    private static string? Port(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string number = slash < 0 ? text : text[..slash];
        string protocol = slash < 0 ? "tcp" : text[(slash + 1)..];
        return IsPort(number) && protocol is ("tcp" or "udp" or "sctp") ? $"{number}/{protocol}" : null;
    }

    private static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
}
