using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Protocol.Codecs;

/// <summary>A decoded message, or everything that was wrong with it.</summary>
public readonly struct Decoded<T>
    where T : class
{
    private readonly IReadOnlyList<string>? _faults;
    private readonly string? _failure;

    internal Decoded(T message) => Message = message;

    /// <param name="failure">What failed on account of the faults; it begins <see cref="Error"/>.</param>
    internal Decoded(IReadOnlyList<string> faults, string failure = "")
    {
        _faults = faults;
        _failure = failure;
    }

    public T? Message { get; }

    /// <summary>Each one line; empty when there is a message.</summary>
    public IReadOnlyList<string> Faults => _faults ?? [];

    /// <summary>All faults in one line, as the body of a 400 answer.</summary>
    public string Error => _failure + string.Join("; ", Faults);

    public bool TryGet([NotNullWhen(true)] out T? message)
    {
        message = Message;
        return message is not null;
    }
}
