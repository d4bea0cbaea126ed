using System.Buffers;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Channels;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Records;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Operators;

/// <summary>A request body that goes on: ATTACH_CONTAINER_INPUT as records, each sent as it comes.</summary>
internal sealed class InputContent : HttpContent
{
    private readonly ContainerID _id;
    private readonly ChannelReader<ProcessIO> _messages;
    private readonly MessageEncoding _encoding;
    private readonly CancellationToken _cancellation;
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly ArrayBufferWriter<byte> _framed = new();

    public InputContent(ContainerID id, ChannelReader<ProcessIO> messages, MessageEncoding encoding, CancellationToken cancellation)
    {
        (_id, _messages, _encoding, _cancellation) = (id, messages, encoding, cancellation);
        Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.RecordIo);
        Headers.TryAddWithoutValidation("Message-Content-Type", MediaTypes.Of(encoding));
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await WriteAsync(stream, new Call.Types.AttachContainerInput
        {
            Type = Call.Types.AttachContainerInput.Types.Type.ContainerId,
            ContainerId = _id,
        });
        await foreach (var message in _messages.ReadAllAsync(_cancellation))
        {
            await WriteAsync(stream, new Call.Types.AttachContainerInput
            {
                Type = Call.Types.AttachContainerInput.Types.Type.ProcessIo,
                ProcessIo = message,
            });
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async Task WriteAsync(Stream stream, Call.Types.AttachContainerInput input)
    {
        _record.ResetWrittenCount();
        _framed.ResetWrittenCount();
        MessageCodec.Encode(_encoding, new Call { Type = Call.Types.Type.AttachContainerInput, AttachContainerInput = input }, _record);
        RecordIo.Write(_record.WrittenSpan, _framed);
        await stream.WriteAsync(_framed.WrittenMemory, _cancellation);
        await stream.FlushAsync(_cancellation);
    }
}
