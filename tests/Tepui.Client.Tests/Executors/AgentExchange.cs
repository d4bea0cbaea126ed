using System.Threading.Tasks;
using Mesos.V1.Executor;
using Tepui.Client.Tests.Scripted;

namespace Tepui.Client.Tests.Executors;

/// <summary>An exchange as an agent has it with an executor.</summary>
internal static class AgentExchange
{
    extension(Exchange exchange)
    {
        public Call Call => exchange.Message<Call>();

        /// <summary>Begins an event stream and subscribes the executor.</summary>
        public async Task SubscribeAsync()
        {
            await exchange.BeginStreamAsync();
            await exchange.SendAsync(Events.Subscribed());
        }
    }
}
