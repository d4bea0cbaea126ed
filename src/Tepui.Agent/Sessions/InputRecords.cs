using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Agent;
using Tepui.Endpoints.Operators;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Records;

namespace Tepui.Agent.Sessions;

/// <summary>The calls of a request body that is a stream of records, one at a time as they come.</summary>
internal sealed class InputRecords(PipeReader body, MessageEncoding encoding)
{
    /// <summary>Of one record: what a person types, or pastes, or a program sends at once.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>The next call; null at the end.</summary>
    /// <exception cref="RequestRefusedException">400: it is no call, or the stream is no stream of records.</exception>
    public async Task<Call?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await body.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            try
            {
                if (RecordIo.TryRead(ref rest, out ReadOnlySequence<byte> record, MostBytes))
                    return Decode(record);
            }
            catch (RecordException e)
            {
                throw RequestRefusedException.BadRequest($"Failed to decode length: {e.Message}");
            }
            finally
            {
                body.AdvanceTo(rest.Start, rest.Length == read.Buffer.Length ? read.Buffer.End : rest.Start);
            }

            if (!read.IsCompleted)
                continue;
            return rest.IsEmpty ? null : throw RequestRefusedException.BadRequest("Received EOF in the middle of a record");
        }
    }

    private Call Decode(ReadOnlySequence<byte> record)
    {
        Decoded<Call> decoded = MessageCodec.Decode<Call>(encoding, record);
        if (!decoded.TryGet(out Call? call))
            throw RequestRefusedException.BadRequest(decoded.Error);
        CallChecks.Validate(call, "agent", call.Type, Call.Types.Type.Unknown, Call.Types.Type.GetContainers, Call.Types.Type.PruneImages);
        return call;
    }
}
