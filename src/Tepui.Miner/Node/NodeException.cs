using System;

namespace Tepui.Miner.Node;

/// <summary>A Bitcoin node that is away, refuses or answers rubbish; the message is one line for people.</summary>
public sealed class NodeException(string message, NodeFailure failure, int? rpcCode = null, Exception? inner = null)
    : Exception(message, inner)
{
    public NodeFailure Failure { get; } = failure;

    /// <summary>The JSON-RPC error's code, as -32601 for a method the node does not have.</summary>
    public int? RpcCode { get; } = rpcCode;
}

public enum NodeFailure
{
    /// <summary>No connection, or no answer in time: worth another try.</summary>
    Unreachable,

    /// <summary>The user or password is wrong.</summary>
    Unauthorized,

    /// <summary>The node answered with a JSON-RPC error.</summary>
    Refused,

    /// <summary>The answer is not what a Bitcoin node says.</summary>
    Rubbish,
}
