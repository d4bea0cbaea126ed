namespace Tepui.Containerizer.Docker.Output;

/// <summary>What becomes of a container's output, as is known when it is made.</summary>
/// <param name="Stdout">Of its stdout.</param>
/// <param name="Stderr">Of its stderr.</param>
internal sealed record OutputPlan(OutputFilePlan Stdout, OutputFilePlan Stderr);

/// <param name="Before">Bytes that stand in the file before the container's own.</param>
/// <param name="Limit">How it is kept small; null for a file that grows.</param>
internal readonly record struct OutputFilePlan(long Before, LogLimit? Limit);
