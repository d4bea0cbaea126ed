using System.CommandLine;

namespace Tepui.Cli.Flags;

/// <summary>
/// A flag that is on or off. It keeps its value as text: of an option whose values are truth values the library takes nothing but
/// 'true' and 'false', and makes an argument of its own of any other word.
/// </summary>
internal sealed class SwitchOption : Option<string>
{
    public SwitchOption(string name)
        : base($"--{name}")
    {
        Arity = ArgumentArity.ZeroOrOne;
        HelpName = "true|false";
    }
}
