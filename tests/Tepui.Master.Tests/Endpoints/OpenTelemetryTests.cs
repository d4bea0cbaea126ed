using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task AMeterProviderThatKnowsTheMeter_ExportsTheMastersFigures()
    {
        var exporter = new KeepingExporter();
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("Tepui.Master")
            .AddReader(new BaseExportingMetricReader(exporter))
            .Build();
        await using TestMaster master = await TestMaster.StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);

        // The instruments are made beside the start.
        long began = TimeProvider.System.GetTimestamp();
        while (!exporter.Names.Contains("mesos_master_slaves_active") && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20))
        {
            provider.ForceFlush(5000);
        }

        exporter.Names.ShouldContain("mesos_master_slaves_active");
        exporter.Names.ShouldContain("mesos_master_messages_register_slave");
        exporter.Names.ShouldContain("mesos_registrar_state_store_ms");
    }

    private sealed class KeepingExporter : BaseExporter<Metric>
    {
        public HashSet<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                Names.Add(metric.Name);
            }

            return ExportResult.Success;
        }
    }
}
