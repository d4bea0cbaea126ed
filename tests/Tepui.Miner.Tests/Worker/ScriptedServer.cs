using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Tests.Worker;

/// <summary>The server's end of one session, driven by a test line by line.</summary>
internal sealed class ScriptedServer(Stream stream, string host, int port) : IAsyncDisposable
{
    public static readonly byte[] Extranonce1 = [0xca, 0xfe, 0xba, 0xbe];

    /// <summary>Only ends a test that went wrong; no test waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StratumConnection _connection = new(stream);

    public string Host => host;

    public int Port => port;

    public async Task<T> ExpectAsync<T>()
        where T : StratumMessage
    {
        using var patience = new CancellationTokenSource(Patience);
        return (await _connection.ReadAsync(patience.Token)).ShouldBeOfType<T>();
    }

    /// <summary>Any line at all.</summary>
    public async Task SendLineAsync(string line)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        await stream.FlushAsync();
    }

    /// <summary>The peer has closed, whatever it may have sent before.</summary>
    public async Task ExpectEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _connection.ReadAsync(patience.Token) is not null)
        {
        }
    }

    public ValueTask SendAsync(params StratumMessage[] messages) => _connection.WriteAsync(messages, CancellationToken.None);

    /// <summary>Everything up to the first job.</summary>
    /// <param name="versionMask">Null for a server that knows no extensions.</param>
    public async Task OpenSessionAsync(
        uint? versionMask = null, byte[]? extranonce1 = null, int extranonce2Size = 4)
    {
        var configure = await ExpectAsync<ConfigureRequest>();
        await SendAsync(versionMask is { } mask
            ? StratumResponse.Success(
                configure.Id, new ConfigureResult(new Dictionary<string, string?> { ["version-rolling"] = null }, mask))
            : StratumResponse.Failure(configure.Id, StratumError.Other("unknown method")));
        var subscribe = await ExpectAsync<SubscribeRequest>();
        await SendAsync(StratumResponse.Success(subscribe.Id, new SubscribeResult("session", extranonce1 ?? Extranonce1, extranonce2Size)));
        var authorize = await ExpectAsync<AuthorizeRequest>();
        var extranonce = await ExpectAsync<ExtranonceSubscribeRequest>();
        await SendAsync(StratumResponse.Success(authorize.Id), StratumResponse.Success(extranonce.Id));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public static NotifyNotification Job(string id, bool isClean = true, Hash256? previous = null, uint bits = 0x207fffff) => new(
        id,
        previous ?? KnownHeaders.Block481824.PreviousBlock,
        new byte[] { 1, 2, 3 },
        new byte[] { 4, 5, 6 },
        [KnownHeaders.Block481824.MerkleRoot],
        0x20000000,
        bits,
        1503539857,
        isClean);

    public static Hash256 HashOf(NotifyNotification job, SubmitRequest share, ReadOnlySpan<byte> extranonce1, uint? version = null) =>
        JobHeader.Build(
            job, extranonce1, Hex.Decode(share.Extranonce2), share.Time, share.Nonce,
            version).ComputeHash();
}
