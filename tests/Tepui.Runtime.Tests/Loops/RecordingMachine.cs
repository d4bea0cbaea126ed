using System;
using System.Collections.Generic;
using Tepui.Runtime.Loops;

namespace Tepui.Runtime.Tests.Loops;

internal sealed class RecordingMachine : ILoopMachine<string>
{
    public List<string> Log { get; } = [];

    public List<DateTimeOffset> Times { get; } = [];

    public Action<string>? OnStep { get; set; }

    public Action? OnDispatch { get; set; }

    public void Step(string input, DateTimeOffset now)
    {
        Log.Add($"step {input}");
        Times.Add(now);
        OnStep?.Invoke(input);
    }

    public void Flush(DateTimeOffset now) => Log.Add("flush");

    public void Dispatch()
    {
        Log.Add("dispatch");
        OnDispatch?.Invoke();
    }
}
