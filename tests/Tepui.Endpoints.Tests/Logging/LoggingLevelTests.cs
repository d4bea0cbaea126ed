using System;
using Microsoft.Extensions.Logging;
using Tepui.Endpoints.Logging;
using Tepui.Http.Logging;
using Tepui.Http.Responses;
using Tepui.Testing;

namespace Tepui.Endpoints.Tests.Logging;

public sealed class LoggingLevelTests
{
    [Fact]
    public void Set_LogsMoreForTheDuration_AndThenAsBefore()
    {
        var time = new VirtualTime();
        var threshold = new LogThreshold(LogLevel.Warning);
        var level = new LoggingLevel(threshold, time);
        level.Current.ShouldBe(0);

        level.Set(2, TimeSpan.FromMinutes(1));
        level.Current.ShouldBe(2);
        threshold.Level.ShouldBe(LogLevel.Debug);

        time.Advance(TimeSpan.FromSeconds(59));
        level.Current.ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(1));
        level.Current.ShouldBe(0);
        threshold.Level.ShouldBe(LogLevel.Warning);
    }

    [Fact]
    public void Set_Again_TakesThePlaceOfTheOneBefore()
    {
        var time = new VirtualTime();
        var level = new LoggingLevel(new LogThreshold(LogLevel.Information), time);
        level.Set(1, TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(5));
        level.Set(0, TimeSpan.FromSeconds(10));
        level.Current.ShouldBe(0);
        level.Set(3, TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(9));
        level.Current.ShouldBe(3);
    }

    [Theory]
    [InlineData(-1, 1, "Invalid level '-1'.\n")]
    [InlineData(0, 1, "'0' < original level.\n")]
    [InlineData(1, -1, "Invalid duration '-00:00:01': it must be 0 or more, and less than 49 days.\n")]
    public void Set_ToWhatCannotBe_IsRefused(long level, int seconds, string message)
    {
        var logging = new LoggingLevel(new LogThreshold(LogLevel.Debug), new VirtualTime());
        Should.Throw<RequestRefusedException>(() => logging.Set(level, TimeSpan.FromSeconds(seconds))).Message.ShouldBe(message);
        logging.Current.ShouldBe(1);
    }
}
