using System;
using System.IO;
using Microsoft.Extensions.Logging;
using Tepui.Http.Logging;
using Tepui.Testing;

namespace Tepui.Http.Tests.Logging;

public sealed class StandardErrorLoggerTests : IDisposable
{
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Log_IsOneLine_WhateverTheMessageHolds()
    {
        Logger().Log(LogLevel.Warning, 0, "a task\nF0101 forged", null, (state, _) => state);

        _output.ToString().ShouldBe("W0101 00:00:00.000000 master] a task\\nF0101 forged\n");
    }

    [Fact]
    public void Log_OfAnException_ShowsNoStackTrace()
    {
        Logger().Log(LogLevel.Error, 0, "no luck", new InvalidOperationException("why"), (state, _) => state);

        _output.ToString().ShouldBe("E0101 00:00:00.000000 master] no luck: InvalidOperationException: why\n");
    }

    [Fact]
    public void Log_BelowTheLevel_IsNothing()
    {
        Logger().Log(LogLevel.Debug, 0, "x", null, (state, _) => state);

        _output.ToString().ShouldBeEmpty();
    }

    private StandardErrorLogger Logger() => new("master", new VirtualTime(), LogLevel.Information, _output);
}
