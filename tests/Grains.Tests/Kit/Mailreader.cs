using System.Threading.Channels;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>A session that writes down what it is told.</summary>
internal sealed class Mailreader : IMailboxObserver
{
    private readonly Channel<MailboxEntry> _entries = Channel.CreateUnbounded<MailboxEntry>();
    private readonly Channel<(AgentId, long)> _acknowledged = Channel.CreateUnbounded<(AgentId, long)>();
    private readonly TaskCompletionSource<CloseCode> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many pushes came; each may carry several entries.</summary>
    public int Pushes { get; private set; }

    public Task<CloseCode> Closed => _closed.Task;

    public ValueTask OnEntries(IReadOnlyList<MailboxEntry> entries)
    {
        Pushes++;
        foreach (var entry in entries) _entries.Writer.TryWrite(entry);
        return default;
    }

    public ValueTask OnAcknowledged(AgentId peer, long sequence)
    {
        _acknowledged.Writer.TryWrite((peer, sequence));
        return default;
    }

    public ValueTask OnClose(CloseCode code)
    {
        _closed.TrySetResult(code);
        return default;
    }

    /// <summary>What it is told next of what was acknowledged.</summary>
    public async Task<(AgentId Peer, long Sequence)> NextAcknowledgedAsync() =>
        await _acknowledged.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<MailboxEntry> NextAsync() =>
        await _entries.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<MailboxEntry[]> NextAsync(int count)
    {
        var entries = new MailboxEntry[count];
        for (var i = 0; i < count; i++) entries[i] = await NextAsync();
        return entries;
    }
}
