using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>
/// What readers made of the parts of views is kept with them, so that the next read is a copy of it but for what changed. There is
/// a bound for each list, and all of it is dropped when nobody has read for a while: a master without readers pays for tasks only.
/// </summary>
internal sealed class KeptParts(TimeProvider time)
{
    // A list of 100,000 tasks has about 60 MB; of ten times that many most are written anew for each reader.
    private const long BytesPerList = 128L * 1024 * 1024;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private MasterView? _last;
    private bool _read;
    private bool _watching;

    /// <summary>Say so for every read: what is kept then stays for another while.</summary>
    public void Reading(MasterView view)
    {
        lock (_gate)
        {
            _last = view;
            _read = true;
            if (_watching)
            {
                return;
            }

            _watching = true;
        }

        _ = ForgetWhenIdleAsync();
    }

    /// <summary>Whether a list may keep more.</summary>
    public static bool HasRoom(long kept) => kept < BytesPerList;

    private async Task ForgetWhenIdleAsync()
    {
        while (true)
        {
            await Task.Delay(Idle, time).ConfigureAwait(false);
            MasterView? idle;
            lock (_gate)
            {
                if (_read)
                {
                    _read = false;
                    continue;
                }

                idle = _last;
                _last = null;
                _watching = false;
            }

            if (idle is not null)
            {
                Forget(idle);
            }

            return;
        }
    }

    internal static void Forget(MasterView view)
    {
        Forget(view.Agents);
        foreach (IReadOnlyList<FrameworkView> frameworks in (IReadOnlyList<FrameworkView>[])[view.Frameworks, view.CompletedFrameworks])
        {
            foreach (FrameworkView framework in frameworks)
            {
                Forget(framework.Tasks);
                Forget(framework.UnreachableTasks);
                Forget(framework.CompletedTasks);
            }
        }
    }

    private static void Forget<T>(ViewList<T> list)
    {
        foreach (ViewPart<T> part in list.Parts)
        {
            for (int form = 0; form < (int)ViewForm.Count; form++)
            {
                part.Keep((ViewForm)form, null);
            }
        }
    }
}
