using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.State;

/// <summary>What all reads of the whole state share: the view, what is kept of its parts, and their pace.</summary>
internal sealed class LongReads(SnapshotReader<MasterView> views, KeptParts kept, ReadPacing pacing)
{
    public async Task<MasterView> ViewAsync()
    {
        await pacing.WaitAsync().ConfigureAwait(false);
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        kept.Reading(view);
        return view;
    }

    /// <summary>Answers with the JSON of an older endpoint.</summary>
    public Task AnswerAsync(HttpContext context, IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        JsonBody.PiecesAsync(context, pacing.Measured(pieces));

    public Task AnswerAsync(HttpContext context, string contentType, IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        context.PiecesAsync(contentType, pacing.Measured(pieces));
}
