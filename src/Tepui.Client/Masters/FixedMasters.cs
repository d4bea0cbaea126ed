using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Client.Masters;

/// <summary>Addresses that were given, each in its turn; who leads is found by their redirects.</summary>
internal sealed class FixedMasters : IMasterDetector
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly DetectedMaster[] _masters;
    private int _given = -1;

    public FixedMasters(IReadOnlyList<Uri> addresses)
    {
        _masters = new DetectedMaster[addresses.Count];
        for (var i = 0; i < _masters.Length; i++)
        {
            _masters[i] = new DetectedMaster(addresses[i], Info: null, Never);
        }
    }

    public string? Problem => null;

    public Task<DetectedMaster> DetectAsync(CancellationToken cancellationToken = default) => cancellationToken.IsCancellationRequested
        ? Task.FromCanceled<DetectedMaster>(cancellationToken)
        : Task.FromResult(_masters[(int)((uint)Interlocked.Increment(ref _given) % (uint)_masters.Length)]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
