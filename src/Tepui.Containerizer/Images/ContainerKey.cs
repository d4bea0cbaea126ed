using System.Linq;
using System.Text;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images;

/// <summary>A container's id as a name that folders and OCI runtimes take.</summary>
internal static class ContainerKey
{
    private const int Longest = 120;

    public static string Of(string containerId) =>
        containerId.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(containerId[0])
            && containerId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? containerId
            : "id-" + Digest.Hex(Digest.Of(Encoding.UTF8.GetBytes(containerId)));
}
