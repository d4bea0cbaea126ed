using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Testing;
using Tepui.ZooKeeper.Leaders;

namespace Tepui.ZooKeeper.Tests.Leaders;

/// <summary>What an election told, to be waited for in its order.</summary>
internal sealed class NewsList
{
    private readonly System.Threading.Channels.Channel<ElectionNews> _channel = System.Threading.Channels.Channel.CreateUnbounded<ElectionNews>();

    public void Add(ElectionNews news) => _channel.Writer.TryWrite(news);

    /// <summary>The next, which must be of this kind.</summary>
    public async Task<T> NextAsync<T>()
        where T : ElectionNews
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return (await _channel.Reader.ReadAsync(patience.Token)).ShouldBeOfType<T>();
    }

    /// <summary>The same, while time passes: who waits may begin to only after it told.</summary>
    public async Task<T> NextAsync<T>(VirtualTime time)
        where T : ElectionNews
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (_channel.Reader.TryRead(out ElectionNews? news))
            {
                return news.ShouldBeAssignableTo<T>()!;
            }

            patience.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    /// <summary>Who is seen to lead next, by name.</summary>
    public async Task<string?> LeaderAsync() => (await NextAsync<ElectionNews.LeaderSeen>()).Leader?.Node;

    /// <summary>What came and was not asked for.</summary>
    public IReadOnlyList<ElectionNews> Rest()
    {
        var rest = new List<ElectionNews>();
        while (_channel.Reader.TryRead(out ElectionNews? news))
        {
            rest.Add(news);
        }

        return rest;
    }
}
