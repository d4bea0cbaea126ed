using System;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Draining;

/// <summary>The agent gives up all it runs (docs: maintenance, "Draining").</summary>
public sealed record DrainInProgress(DrainConfig Config, DateTimeOffset Started);
