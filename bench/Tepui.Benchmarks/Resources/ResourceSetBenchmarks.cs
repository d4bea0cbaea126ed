using BenchmarkDotNet.Attributes;
using Tepui.Benchmarks.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Benchmarks.Resources;

/// <summary>What each launch and each end of a task asks of the algebra.</summary>
[InProcess]
[MemoryDiagnoser]
public class ResourceSetBenchmarks
{
    private readonly ResourceSet _offer = AllocatorShapes.Parse("cpus:4;mem:1024;disk:1000;ports:[31000-32000]").WithAllocation("*");
    private readonly ResourceSet _task = AllocatorShapes.Parse("cpus:0.1;mem:32").WithAllocation("*");

    [Benchmark]
    public bool Contains() => _offer.Contains(_task);

    [Benchmark]
    public ResourceSet Subtract() => _offer - _task;

    [Benchmark]
    public ResourceSet Add() => _offer + _task;
}
