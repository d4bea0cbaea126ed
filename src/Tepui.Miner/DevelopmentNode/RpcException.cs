using System;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>A JSON-RPC error, with the codes that Bitcoin Core uses.</summary>
public sealed class RpcException(int code, string message) : Exception(message)
{
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int ParseError = -32700;
    public const int MiscellaneousError = -1;
    public const int TypeError = -3;
    public const int InvalidAddressOrKey = -5;
    public const int InvalidParameter = -8;
    public const int DeserializationError = -22;

    public int Code { get; } = code;
}
