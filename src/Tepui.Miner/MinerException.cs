using System;

namespace Tepui.Miner;

/// <summary>Something a person must put right before it can go on; the message is the one line to show.</summary>
public sealed class MinerException(string message) : Exception(message);
