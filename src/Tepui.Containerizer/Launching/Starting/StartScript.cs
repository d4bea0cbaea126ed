using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>System calls that the starter carries out one after the other before it becomes the command. The first that fails ends it.</summary>
internal sealed class StartScript
{
    private const int HeaderSize = 16;
    private const int CallSize = 64;
    private const long KeepsResult = 1 << 16;
    private const long Optional = 1 << 17;
    private const int Fork = -1;
    private const int BecomeCommand = -2;
    private const int Store = -3;

    private readonly List<(long Number, Argument[] Arguments, long Flags, string What)> _calls = [];
    private readonly List<byte> _data = [];

    public int Count => _calls.Count;

    /// <summary>The command is in a pid namespace whose first process is another container's.</summary>
    public bool IsSpread { get; private set; }

    /// <summary>Puts a text with its NUL into the script.</summary>
    public Argument Text(string text) => Bytes([.. Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>Puts data into the script, aligned to eight bytes.</summary>
    public Argument Bytes(ReadOnlySpan<byte> bytes)
    {
        while (_data.Count % 8 != 0)
            _data.Add(0);
        long at = _data.Count;
        _data.AddRange(bytes);
        return new Argument(at, ArgumentKind.Address);
    }

    /// <param name="what">For people: what cannot be done when it fails.</param>
    public void Call(string what, long number, params ReadOnlySpan<Argument> arguments) => Add(what, number, 0, arguments);

    /// <summary>Its failure does not matter.</summary>
    public void Try(long number, params ReadOnlySpan<Argument> arguments) => Add("", number, Optional, arguments);

    /// <summary>Its result is <see cref="Argument.Kept"/> to the calls after it.</summary>
    public void Keep(string what, long number, params ReadOnlySpan<Argument> arguments) => Add(what, number, KeepsResult, arguments);

    /// <summary>Writes an address or number into data of the script.</summary>
    public void Set(Argument place, Argument value) => Add("", Store, 0, [place, value]);

    /// <summary>
    /// What follows is done by a child, below a process that ends as the child ends and heeds no signal that can be ignored.
    /// </summary>
    /// <param name="withInit">The pid namespace is new and gets a first process that takes over orphans.</param>
    public void Split(bool withInit)
    {
        IsSpread |= !withInit;
        Add("start a process of its own", Fork, 0, [withInit ? 1 : 0]);
    }

    /// <summary>Executes a file, by a shell where it names no interpreter.</summary>
    /// <param name="continues">When there is no such file, the next call is made.</param>
    public void Become(string path, bool continues) =>
        Add($"execute {path}", BecomeCommand, continues ? Optional : 0, [Text(path), Text("/bin/sh")]);

    /// <summary>The file that the starter reads.</summary>
    /// <param name="report">The path of a pipe to which it writes which call failed, and why.</param>
    public byte[] ToBytes(string report)
    {
        Argument reportPath = Text(report);
        int data = HeaderSize + (_calls.Count * CallSize);
        byte[] file = new byte[data + _data.Count];
        BinaryPrimitives.WriteInt64LittleEndian(file, _calls.Count);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), data + reportPath.Value);
        for (int i = 0; i < _calls.Count; i++)
        {
            Span<byte> call = file.AsSpan(HeaderSize + (i * CallSize), CallSize);
            (long number, Argument[] arguments, long flags, _) = _calls[i];
            BinaryPrimitives.WriteInt64LittleEndian(call, number);
            for (int a = 0; a < arguments.Length; a++)
            {
                (long value, ArgumentKind kind) = arguments[a];
                flags |= kind switch { ArgumentKind.Address => 1L << a, ArgumentKind.Kept => 1L << (8 + a), _ => 0 };
                BinaryPrimitives.WriteInt64LittleEndian(call[(8 + (8 * a))..], kind == ArgumentKind.Address ? data + value : value);
            }

            BinaryPrimitives.WriteInt64LittleEndian(call[56..], flags);
        }

        CollectionsMarshal.AsSpan(_data).CopyTo(file.AsSpan(data));
        return file;
    }

    /// <summary>Whether a call is to execute the command.</summary>
    public bool IsBecoming(long call) => call >= 0 && call < _calls.Count && _calls[(int)call].Number == BecomeCommand;

    /// <summary>Says for people what went wrong.</summary>
    public string Explain(long call, int error)
    {
        string what = call >= 0 && call < _calls.Count ? _calls[(int)call].What : "start";
        return $"cannot {what}: {Marshal.GetPInvokeErrorMessage(error)}";
    }

    private void Add(string what, long number, long flags, ReadOnlySpan<Argument> arguments) =>
        _calls.Add((number, arguments.ToArray(), flags, what));
}
