namespace Tepui.ZooKeeper.Wire;

/// <summary>What a request asks for (ZooDefs.OpCode of the protocol).</summary>
internal enum Operation
{
    Create = 1,
    Delete = 2,
    Exists = 3,
    GetData = 4,
    SetData = 5,
    GetChildren = 8,
    Sync = 9,
    Ping = 11,
    Check = 13,
    Multi = 14,
    Authenticate = 100,
    SetWatches = 101,
    CloseSession = -11,

    /// <summary>In the answer to a multi: what follows is an error.</summary>
    Error = -1,
}
