using System;
using System.Linq;
using Mesos.V1;
using Tepui.Client;
using Tepui.Client.Executors;
using Tepui.Protocol.Codecs;
using Tepui.SampleExecutor;

// A framework names this program as the command of its ExecutorInfo; the agent starts it once and hands it all tasks with
// that executor's id. `--json` speaks JSON with the agent instead of protobuf.
var encoding = args.Contains("--json") ? MessageEncoding.Json : MessageEncoding.Protobuf;
try
{
    var driver = new ExecutorDriver(new CommandsExecutor(), new ExecutorDriverOptions { Encoding = encoding });
    return await driver.RunAsync() == Status.DriverStopped ? 0 : 1;
}
catch (MesosException exception)
{
    await Console.Error.WriteLineAsync($"sample-executor: {exception.Message}");
    return 1;
}
