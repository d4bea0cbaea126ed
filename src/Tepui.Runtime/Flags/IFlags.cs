using System.Collections.Generic;

namespace Tepui.Runtime.Flags;

/// <summary>An options class whose properties carry <see cref="FlagAttribute"/>.</summary>
public interface IFlags
{
    /// <summary>Everything wrong with the values, each a line that starts with the flag (<c>--port: ...</c>); empty when all is well.</summary>
    IEnumerable<string> Faults();
}
