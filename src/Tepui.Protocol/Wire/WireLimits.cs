using Tepui.Protocol.Codecs;

namespace Tepui.Protocol.Wire;

internal static class WireLimits
{
    /// <summary>How deep messages may lie in one another: what Google.Protobuf's own parser allows, in JSON as on the wire.</summary>
    public const int MaxDepth = 100;

    public static void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new MalformedMessageException($"messages lie more than {MaxDepth} deep in one another");
        }
    }
}
