using System.Threading.Tasks;
using Mesos.V1.Scheduler;
using Tepui.Client.Tests.Scripted;

namespace Tepui.Client.Tests.Schedulers;

/// <summary>An exchange as a master has it with a scheduler.</summary>
internal static class MasterExchange
{
    extension(Exchange exchange)
    {
        public Call Call => exchange.Message<Call>();

        public Task BeginEventsAsync(string streamId = "stream-1") => exchange.BeginStreamAsync($"Mesos-Stream-Id: {streamId}\r\n");

        /// <summary>Begins an event stream and subscribes the framework with this id.</summary>
        public async Task SubscribeAsync(string frameworkId, string streamId = "stream-1", double heartbeatSeconds = 15)
        {
            await exchange.BeginEventsAsync(streamId);
            await exchange.SendAsync(new Event
            {
                Type = Event.Types.Type.Subscribed,
                Subscribed = new Event.Types.Subscribed
                {
                    FrameworkId = new Mesos.V1.FrameworkID { Value = frameworkId },
                    HeartbeatIntervalSeconds = heartbeatSeconds,
                    MasterInfo = new Mesos.V1.MasterInfo { Id = "master", Ip = 0, Port = 5050 },
                },
            });
        }
    }
}
