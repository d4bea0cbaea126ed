using System;

namespace Tepui.Cli.Node;

/// <summary>A node cannot be brought up; the message is one line for the user.</summary>
internal sealed class NodeException(string message) : Exception(message);
