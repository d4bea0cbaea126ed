using Tepui.Kernel.Agent;
using Tepui.Runtime.Loops;

namespace Tepui.Agent.Executors;

/// <summary>What the executor API has of a running agent.</summary>
internal sealed record ExecutorService(MailboxLoop<AgentInput> Loop, ExecutorConnections Connections);
