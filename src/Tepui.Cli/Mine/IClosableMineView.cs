using System;
using Tepui.Miner.View;

namespace Tepui.Cli.Mine;

/// <summary>A view that leaves the terminal as it found it when it is disposed.</summary>
internal interface IClosableMineView : IMineView, IAsyncDisposable;
