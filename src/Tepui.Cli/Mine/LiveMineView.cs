using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Tepui.Miner.View;

namespace Tepui.Cli.Mine;

/// <summary>Redraws the whole picture in place on a terminal; the last one stays, with the summary as its last line.</summary>
internal sealed class LiveMineView : IClosableMineView
{
    private const int LinesShown = 8;

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lines = [];
    private readonly Task _drawing;
    private LiveDisplayContext? _display;
    private MineSnapshot? _snapshot;

    public LiveMineView(IAnsiConsole console)
    {
        _console = console;
        _drawing = console.Live(new Text("starting...")).AutoClear(false).StartAsync(display =>
        {
            lock (_gate)
                _display = display;
            return _closing.Task;
        });
    }

    public void Line(string text)
    {
        lock (_gate)
        {
            _lines.Enqueue(text);
            if (_lines.Count > LinesShown)
                _lines.Dequeue();
            Draw();
        }
    }

    public void Update(MineSnapshot snapshot)
    {
        lock (_gate)
        {
            _snapshot = snapshot;
            Draw();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _display = null;
        _closing.TrySetResult();
        await _drawing;
    }

    private void Draw() => _display?.UpdateTarget(MinePicture.Of(_snapshot, [.. _lines], _console.Profile.Height));
}
