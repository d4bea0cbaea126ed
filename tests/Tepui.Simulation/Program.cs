using System;
using Tepui.Simulation.Commands;

return SimulationCommand.Run(args, Console.Out, Console.Error);
