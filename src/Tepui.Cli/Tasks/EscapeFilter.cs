using System;

namespace Tepui.Cli.Tasks;

/// <summary>Watches what is typed for ctrl-p, ctrl-q, with which one leaves a task that goes on; what follows it is not the task's.</summary>
internal sealed class EscapeFilter
{
    private const byte ControlP = 0x10;
    private const byte ControlQ = 0x11;

    private bool _begun;

    public bool HasLeft { get; private set; }

    /// <summary>What of it goes to the task. A ctrl-p waits for what follows it.</summary>
    public byte[] Feed(ReadOnlySpan<byte> typed)
    {
        var passed = new byte[typed.Length + 1];
        var count = 0;
        foreach (var key in typed)
        {
            if (_begun && key == ControlQ)
            {
                HasLeft = true;
                break;
            }

            if (_begun)
                passed[count++] = ControlP;
            _begun = key == ControlP;
            if (!_begun)
                passed[count++] = key;
        }

        return passed[..count];
    }
}
