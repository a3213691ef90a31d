using System.Collections.Concurrent;
using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Client;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// Two connected agents on the .NET SDK, of which one sends and the other receives, by the public address.
/// </summary>
internal sealed class SdkPair : IAsyncDisposable
{
    private static readonly TimeSpan ReceiptLimit = TimeSpan.FromSeconds(60);

    private readonly AgentClient _sender;
    private readonly AgentClient _receiver;
    private readonly ConcurrentDictionary<Guid, int> _received = [];
    private readonly ConcurrentQueue<MailboxGap> _gaps;
    private readonly CancellationTokenSource _stop = new();
    private Task _receiving = Task.CompletedTask;

    private SdkPair(AgentClient sender, AgentClient receiver, ConcurrentQueue<MailboxGap> gaps) =>
        (_sender, _receiver, _gaps) = (sender, receiver, gaps);

    /// <summary>How often the receiver was told that something may be missing.</summary>
    public int Gaps => _gaps.Count;

    /// <summary>Messages that the receiver was given more than once.</summary>
    public int GivenTwice => _received.Values.Count(times => times > 1);

    public static async Task<SdkPair> CreateAsync(Uri server, string folder)
    {
        Directory.CreateDirectory(folder);
        var gaps = new ConcurrentQueue<MailboxGap>();
        var sender = await SdkAgent.RegisterAsync(server, Path.Combine(folder, "sender"));
        var receiver = await SdkAgent.RegisterAsync(server, Path.Combine(folder, "receiver"), gaps.Enqueue);
        await SdkAgent.ConnectAsync(sender, receiver);
        await Task.WhenAll(sender.ConnectAsync(), receiver.ConnectAsync());
        var pair = new SdkPair(sender, receiver, gaps);
        pair._receiving = pair.ReceiveAsync(pair._stop.Token);
        return pair;
    }

    /// <summary>Sends some messages and waits until each is accepted.</summary>
    /// <returns>Their logical ids.</returns>
    public async Task<IReadOnlyList<Guid>> SendAsync(int count)
    {
        var ids = new List<Guid>();
        var receipts = new List<Task<SendReceipt>>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(Guid.CreateVersion7());
            var posted = await _sender.PostAsync(
                _receiver.Profile.Agent, Category.Schedule,
                new Message { Text = $"Message {i}: is Tuesday at ten free?", LogicalId = ids[^1] });
            receipts.Add(posted.Receipt);
        }

        await Task.WhenAll(receipts).WaitAsync(ReceiptLimit);
        return ids;
    }

    /// <summary>Whether the receiver was given all of these in time.</summary>
    public Task<bool> ArrivedAsync(IReadOnlyList<Guid> ids, TimeSpan limit) =>
        Waiting.UntilAsync(() => ids.All(_received.ContainsKey), limit);

    public int Missing(IReadOnlyList<Guid> ids) => ids.Count(id => !_received.ContainsKey(id));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _receiving;
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var item in _receiver.ReceiveAsync(ct))
            {
                if (item is ReceivedMessage message)
                    _received.AddOrUpdate(message.Content.LogicalId, 1, (_, times) => times + 1);
                await _receiver.AckAsync(item);
            }
        }
        catch (OperationCanceledException)
        {
            // The drill is over.
        }
    }
}
