using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Tepui.Benchmarks -- --filter '*Allocator*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
