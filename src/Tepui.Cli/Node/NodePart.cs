using System.Collections.Generic;

namespace Tepui.Cli.Node;

/// <summary>One of the programs that run on a host.</summary>
/// <param name="Where">What people reach it at.</param>
/// <param name="Environment">Beside this process's own; what must not stand in a command line, which everybody on the host may read.</param>
/// <param name="Log">The file that takes all it writes.</param>
internal sealed record NodePart(
    string Name, string Where, string Program, IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment, string Log);
