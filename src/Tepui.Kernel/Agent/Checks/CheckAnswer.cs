using Tepui.Kernel.Agent.Executors;

namespace Tepui.Kernel.Agent.Checks;

/// <summary>What came of one check.</summary>
public abstract record CheckAnswer
{
    /// <summary>The status code of the last answer, redirects followed.</summary>
    public sealed record Http(int StatusCode) : CheckAnswer;

    public sealed record Tcp(bool Connected) : CheckAnswer;

    /// <param name="Wait">As wait(2) gives it.</param>
    public sealed record Command(WaitStatus Wait) : CheckAnswer;

    /// <summary>There is no result: it took too long, or could not be carried out.</summary>
    public sealed record Failed(string Reason) : CheckAnswer;

    /// <summary>There is no result for reasons that are not the task's: it is as if nobody had asked.</summary>
    public sealed record Unavailable(string Reason) : CheckAnswer;
}
