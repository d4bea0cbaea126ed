using System.Collections.Generic;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>A launch in the Engine API's words.</summary>
/// <param name="HostDirectories">Folders of the host that are mounted and made when they are missing, as <c>docker run -v</c> does.</param>
internal sealed record TranslatedContainer(CreateContainer Body, bool ForcePull, IReadOnlyList<string> HostDirectories);
