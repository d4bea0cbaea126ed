namespace Tepui.Protocol.Codecs;

/// <summary>The two encodings of the v1 APIs.</summary>
public enum MessageEncoding
{
    Protobuf,
    Json,
}
