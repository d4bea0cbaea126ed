using System;
using System.Threading.Tasks;
using Spectre.Console;
using Tepui.Miner.View;

namespace Tepui.Cli.Mine;

/// <summary>Picks the view that suits the output: live on a terminal, plain lines elsewhere.</summary>
internal static class MineViews
{
    public static IClosableMineView Create() =>
        !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true }
            ? new LiveMineView(AnsiConsole.Console)
            : new Plain();

    private sealed class Plain : IClosableMineView
    {
        private readonly PlainMineView _view = new(Console.Out);

        public void Line(string text) => _view.Line(text);

        public void Update(MineSnapshot snapshot) => _view.Update(snapshot);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
