using System;

namespace Tepui.ZooKeeper.Wire;

/// <summary>What came from a server is not ZooKeeper's protocol; the connection is of no use any more.</summary>
internal sealed class WireException(string message) : Exception(message);
