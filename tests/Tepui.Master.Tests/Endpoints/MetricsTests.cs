using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Tepui.Internal.V1;
using Tepui.Master.Options;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

public sealed partial class MetricsTests
{
    /// <summary>What a real Mesos 1.12 showed and Tepui does not, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotHere = new()
    {
        ["allocator/mesos/quota/roles//resources/cpus/consumed"] = "the root of the tree of roles is no role",
        ["allocator/mesos/quota/roles//resources/mem/consumed"] = "the root of the tree of roles is no role",
    };

    [Fact]
    public async Task Snapshot_HasEveryNameThatMesosHas()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using Workload work = await Workload.StartAsync(master);
        await using TestAgent second = await TestAgent.RegisterAsync(master);
        HashSet<string> ours = [.. (await SnapshotAsync(master)).Select(static pair => Generic(pair.Key))];

        IEnumerable<string> missing = Recorded().Where(name => !ours.Contains(Generic(name)));

        missing.ShouldBe(NotHere.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task Snapshot_CountsWhatHappened()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using Workload work = await Workload.StartAsync(master);
        JsonObject metrics = await SnapshotAsync(master);

        Value(metrics, "master/slaves_active").ShouldBe(1);
        Value(metrics, "master/tasks_running").ShouldBe(1);
        Value(metrics, "master/tasks_staging").ShouldBe(0);
        Value(metrics, "master/messages_launch_tasks").ShouldBe(1);
        Value(metrics, "master/cpus_used").ShouldBe(1);
        Value(metrics, "master/cpus_percent").ShouldBe(0.25);
        Value(metrics, "allocator/mesos/allocation_runs").ShouldBeGreaterThan(0);
        Value(metrics, "allocator/mesos/allocation_run_ms").ShouldBeGreaterThan(0);
        Value(metrics, "allocator/mesos/roles/*/shares/dominant").ShouldBeGreaterThan(0);
        Value(metrics, "allocator/mesos/quota/roles/*/resources/cpus/consumed").ShouldBe(1);
        Value(metrics, "registrar/registry_size_bytes").ShouldBeGreaterThan(0);
        Value(metrics, "registrar/state_store_ms").ShouldBeGreaterThan(0);
        Value(metrics, $"master/frameworks/test%20framework/{work.Scheduler.FrameworkId}/calls/accept").ShouldBe(1);
        Value(metrics, $"master/frameworks/test%20framework/{work.Scheduler.FrameworkId}/tasks/active/task_running").ShouldBe(1);
    }

    [Fact]
    public async Task Snapshot_WithoutFrameworks_WhenTheFlagSaysSo()
    {
        await using TestMaster master = await TestMaster.StartAsync(new MasterOptions
        {
            Registry = RegistryKinds.InMemory,
            PublishPerFrameworkMetrics = false,
        });
        await using Workload work = await Workload.StartAsync(master);

        (await SnapshotAsync(master)).Select(static pair => pair.Key)
            .ShouldNotContain(static name => name.StartsWith("master/frameworks/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Snapshot_WithATimeoutThatIsNoDuration_IsRefused()
    {
        await using TestMaster master = await TestMaster.StartAsync();

        (await master.GetAsync("/metrics/snapshot?timeout=5secs")).IsSuccessStatusCode.ShouldBeTrue();
        ((int)(await master.GetAsync("/metrics/snapshot?timeout=soon")).StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task Prometheus_GetsTheSameFigures_WithLabels()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using Workload work = await Workload.StartAsync(master);

        HttpResponseMessage answer = await master.GetAsync("/metrics");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        string text = await answer.Content.ReadAsStringAsync();

        string labels = $"framework_name=\"test%20framework\",framework_id=\"{work.Scheduler.FrameworkId}\"";
        text.ShouldContain($"\nmesos_master_frameworks_calls_total{{{labels},call=\"accept\"}} 1\n");
        text.ShouldContain("\n# TYPE mesos_master_tasks_running gauge\nmesos_master_tasks_running 1\n");
        text.ShouldContain("\n# TYPE mesos_master_messages_launch_tasks_total counter\nmesos_master_messages_launch_tasks_total 1\n");
        text.ShouldContain("\nmesos_allocator_mesos_quota_roles_resources_consumed{role=\"*\",resource=\"cpus\"} 1\n");
        text.ShouldContain("\n# TYPE mesos_allocator_mesos_allocation_run_ms summary\n");
        text.ShouldContain("\nmesos_allocator_mesos_allocation_run_ms{quantile=\"0.5\"} ");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(static line => Line().IsMatch(line));
        Types(text).ShouldBeUnique();
    }

    [Fact]
    public async Task Prometheus_AskedForOpenMetrics_GetsItToTheEnd()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{master.Host.Port}/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0"));
        using var client = new HttpClient();

        using HttpResponseMessage answer = await client.SendAsync(request);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
        string text = await answer.Content.ReadAsStringAsync();
        text.ShouldEndWith("\n# EOF\n");
        text.ShouldContain("\n# TYPE mesos_master_messages_launch_tasks counter\nmesos_master_messages_launch_tasks_total 0\n");
    }

    [Fact]
    public async Task Instruments_HaveTheSameFigures()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tepui.Master")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            lock (seen)
            {
                seen[instrument.Name + string.Concat(tags.ToArray().Select(static tag => $" {tag.Key}={tag.Value}"))] = value;
            }
        });
        listener.Start();
        await using TestMaster master = await TestMaster.StartAsync();
        await using Workload work = await Workload.StartAsync(master);

        // A look finds the families that came since the last one, for the next; other masters of this process may be seen too.
        string framework = $"framework_name=test%20framework framework_id={work.Scheduler.FrameworkId}";
        long began = TimeProvider.System.GetTimestamp();
        while (!seen.ContainsKey($"mesos_master_frameworks_calls {framework} call=accept")
            && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20))
        {
            listener.RecordObservableInstruments();
        }

        seen[$"mesos_master_frameworks_calls {framework} call=accept"].ShouldBe(1);
        seen[$"mesos_master_frameworks_tasks_active {framework} state=task_running"].ShouldBe(1);
        seen.ShouldContainKey("mesos_master_slaves_active");
        seen.Keys.ShouldContain("mesos_registrar_state_store_ms");
    }

    private static double Value(JsonObject metrics, string name) => metrics[name].ShouldNotBeNull(name).GetValue<double>();

    private static async Task<JsonObject> SnapshotAsync(TestMaster master) => (await master.GetJsonAsync("/metrics/snapshot")).AsObject();

    private static IEnumerable<string> Types(string text) =>
        text.Split('\n').Where(static line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[2]);

    private static IEnumerable<string> Recorded() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "master-GET-metrics_snapshot.json")))!
            .AsObject().Select(static pair => pair.Key);

    /// <summary>A framework's name and id differ from cluster to cluster.</summary>
    private static string Generic(string name) => FrameworkPrefix().Replace(name, "master/frameworks/NAME/ID/");

    [GeneratedRegex("^master/frameworks/[^/]+/[^/]+/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FrameworkPrefix();

    [GeneratedRegex("^(# (HELP|TYPE) [a-z_:][a-z0-9_:]* .+|[a-z_:][a-z0-9_:]*({[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? -?[0-9.E+-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    /// <summary>An agent, and a framework with a task that runs.</summary>
    private sealed class Workload(TestScheduler scheduler, TestAgent agent) : IAsyncDisposable
    {
        public TestScheduler Scheduler => scheduler;

        public static async Task<Workload> StartAsync(TestMaster master)
        {
            TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
            TestAgent agent = await TestAgent.RegisterAsync(master);
            RunTask run = await TestCluster.LaunchAsync(scheduler, agent);
            agent.Update(run, Mesos.V1.TaskState.TaskRunning);
            await scheduler.NextAsync("UPDATE");
            return new Workload(scheduler, agent);
        }

        public async ValueTask DisposeAsync()
        {
            scheduler.Dispose();
            await agent.DisposeAsync();
        }
    }
}
