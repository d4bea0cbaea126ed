using System;
using Tepui.Endpoints.Metrics;
using Tepui.Testing;

namespace Tepui.Endpoints.Tests.Metrics;

public sealed class PrometheusTextTests
{
    private static MetricSet Set()
    {
        var timer = new TimerMetric("registrar/state_store", new VirtualTime());
        timer.Record(TimeSpan.FromMilliseconds(2));
        timer.Record(TimeSpan.FromMilliseconds(4));
        var set = new MetricSet { ["slave/tasks_running"] = 2, ["master/messages_kill_task"] = 3 };
        set.Add("master/frameworks/{framework_name}/{framework_id}/calls/{call}", 1, "a%20b", "id\"\\\n", "accept");
        set.AddSum("master/frameworks/a%20b/id/calls", 1);
        set.Add("master/frameworks/{framework_name}/{framework_id}/calls/{call}", 4, "c", "d", "kill");
        set.Add(timer.Read());
        return set;
    }

    [Fact]
    public void Write_GroupsFamilies_AndEscapesWhatStrangersNamed()
    {
        PrometheusText.Write(Set(), openMetrics: false).ShouldBe("""
            # HELP mesos_master_frameworks_calls_total master/frameworks/{framework_name}/{framework_id}/calls/{call}
            # TYPE mesos_master_frameworks_calls_total counter
            mesos_master_frameworks_calls_total{framework_name="a%20b",framework_id="id\"\\\n",call="accept"} 1
            mesos_master_frameworks_calls_total{framework_name="c",framework_id="d",call="kill"} 4
            # HELP mesos_master_messages_kill_task_total master/messages_kill_task
            # TYPE mesos_master_messages_kill_task_total counter
            mesos_master_messages_kill_task_total 3
            # HELP mesos_slave_tasks_running slave/tasks_running
            # TYPE mesos_slave_tasks_running gauge
            mesos_slave_tasks_running 2
            # HELP mesos_registrar_state_store_ms registrar/state_store_ms
            # TYPE mesos_registrar_state_store_ms summary
            mesos_registrar_state_store_ms{quantile="0.5"} 3
            mesos_registrar_state_store_ms{quantile="0.9"} 3.8
            mesos_registrar_state_store_ms{quantile="0.95"} 3.9
            mesos_registrar_state_store_ms{quantile="0.99"} 3.98
            mesos_registrar_state_store_ms{quantile="0.999"} 3.998
            mesos_registrar_state_store_ms{quantile="0.9999"} 3.9998
            mesos_registrar_state_store_ms_sum 6
            mesos_registrar_state_store_ms_count 2
            # HELP mesos_registrar_state_store_ms_max registrar/state_store_ms/max
            # TYPE mesos_registrar_state_store_ms_max gauge
            mesos_registrar_state_store_ms_max 4
            # HELP mesos_registrar_state_store_ms_min registrar/state_store_ms/min
            # TYPE mesos_registrar_state_store_ms_min gauge
            mesos_registrar_state_store_ms_min 2

            """);
    }

    [Fact]
    public void Write_AsOpenMetrics_NamesACounterWithoutItsEnding()
    {
        string text = PrometheusText.Write(Set(), openMetrics: true);
        text.ShouldContain("# TYPE mesos_master_messages_kill_task counter\nmesos_master_messages_kill_task_total 3\n");
        text.ShouldEndWith("# EOF\n");
    }

    [Fact]
    public void Flat_HasMesossNames_SumsAndTimersToo()
    {
        var flat = Set().Flat();
        flat["master/frameworks/a%20b/id/calls"].ShouldBe(1);
        flat["master/frameworks/c/d/calls/kill"].ShouldBe(4);
        flat["registrar/state_store_ms"].ShouldBe(4);
        flat["registrar/state_store_ms/count"].ShouldBe(2);
        flat["registrar/state_store_ms/p50"].ShouldBe(3);
    }

    [Theory]
    [InlineData("master/messages_kill_task", MetricKind.Counter)]
    [InlineData("master/tasks_finished", MetricKind.Counter)]
    [InlineData("master/tasks_running", MetricKind.Gauge)]
    [InlineData("master/slaves_active", MetricKind.Gauge)]
    [InlineData("master/slave_registrations", MetricKind.Counter)]
    [InlineData("slave/tasks_lost", MetricKind.Counter)]
    [InlineData("allocator/mesos/allocation_runs", MetricKind.Counter)]
    [InlineData("master/cpus_total", MetricKind.Gauge)]
    public void Of_KnowsWhatOnlyGoesUp(string name, MetricKind kind) => MetricKinds.Of(name).ShouldBe(kind);
}
