using System;

namespace Tepui.Runtime.Loops;

/// <summary>
/// A step machine as the loop drives it: never by two threads at once. For each batch of inputs the loop calls
/// <see cref="Step"/> for every one in order, then <see cref="Flush"/> once, then <see cref="Dispatch"/> once.
/// An exception out of any of them is a broken invariant and ends the loop.
/// </summary>
public interface ILoopMachine<in TInput>
{
    /// <summary>Takes one input; what is to be done about it is kept for <see cref="Dispatch"/>.</summary>
    void Step(TInput input, DateTimeOffset now);

    /// <summary>Ends a batch of inputs.</summary>
    void Flush(DateTimeOffset now);

    /// <summary>Carries out the effects of the batch in their order, without waiting for anything. It may post further inputs.</summary>
    void Dispatch();
}
