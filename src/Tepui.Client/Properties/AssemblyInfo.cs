using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Tepui.Client.Tests")]
[assembly: InternalsVisibleTo("Tepui.Simulation")]
