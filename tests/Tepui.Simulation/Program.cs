using System;
using System.Threading;
using Tepui.Simulation.Commands;

// Continuations of the real schedulers must run on this one thread, where they are awaited.
SynchronizationContext.SetSynchronizationContext(null);
return SimulationCommand.Run(args, Console.Out, Console.Error);
