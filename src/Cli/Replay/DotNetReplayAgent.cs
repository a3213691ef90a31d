using System.Runtime.CompilerServices;

namespace ContextExchange.Cli;

/// <summary>A side of the replay on the .NET SDK, in this process.</summary>
internal sealed class DotNetReplayAgent : IReplayAgent
{
    private readonly AgentClient _client;

    private DotNetReplayAgent(AgentClient client) => _client = client;

    public AgentId Agent => _client.Profile.Agent;

    /// <summary>Registers a new owner with a new agent.</summary>
    public static async Task<DotNetReplayAgent> RegisterAsync(
        string name, Uri server, string folder, int window, CancellationToken ct)
    {
        var path = Path.Combine(folder, name);
        PrivateFile.CreateFolder(path);
        using var protection = StoreProtection.FromKeyFile(Path.Combine(path, "device.key"));
        var store = DeviceStore.Open(Path.Combine(path, "device.db"), protection);
        // A server that was killed is back within seconds: waiting longer would only measure patience.
        var client = await AgentClient.OpenAsync(
            DeviceProfile.Create(store, server, name),
            new AgentClientOptions { MaxInFlight = window, LongestDelay = TimeSpan.FromMilliseconds(500) }, ct);
        await client.RegisterAsync(ct: ct);
        return new DotNetReplayAgent(client);
    }

    public Task<InviteLink> InviteAsync(TermsInfo terms, CancellationToken ct) =>
        _client.InviteAsync(new InviteRequest(Terms: terms), ct);

    public Task AcceptAsync(InviteLink link, TermsInfo terms, CancellationToken ct) =>
        _client.AcceptAsync(link, terms: terms, ct: ct);

    public Task ConnectAsync(CancellationToken ct) => _client.ConnectAsync(ct);

    public async Task<Task<SendStatus>> PostAsync(
        AgentId peer, DialogueTurn turn, Guid logicalId, Guid thread, ReplayArrival? parent, CancellationToken ct)
    {
        try
        {
            var posted = await _client.PostAsync(
                peer, DialogueFile.CategoryOf(turn),
                new Message { Text = turn.Text, Thread = thread, LogicalId = logicalId },
                new SendOptions { InReplyTo = parent?.Source as ReceivedMessage }, ct);
            return SettleAsync(posted.Receipt, ct);
        }
        catch (SendRefusedException e) when (e.Status == SendStatus.NotAllowed)
        {
            // The signed contract forbids it: nothing was sealed.
            return Task.FromResult(e.Status);
        }
    }

    public async IAsyncEnumerable<ReplayArrival> ReceiveAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var item in _client.ReceiveAsync(ct))
        {
            var message = item is ReceivedMessage received ? MessageOf(received) : null;
            var isUnreadable = item is UndecryptableMessage or RefusedMessage or UndeliveredMessage;
            yield return new ReplayArrival(item.Sequence, message, isUnreadable, item);
        }
    }

    public Task AckAsync(ReplayArrival arrival) =>
        arrival.Source is { } item ? _client.AckAsync(item) : Task.CompletedTask;

    public async Task ApproveAsync(CancellationToken ct)
    {
        foreach (var held in await _client.Owner.GetApprovalsAsync(ct)) await _client.Owner.ApproveAsync(held, ct);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static ReplayMessage MessageOf(ReceivedMessage received) => new(
        received.Sender, received.Message, received.Content.LogicalId, received.Content.Text, received.Hop,
        received.MaxHops, received.AskedItsOwner);

    private static async Task<SendStatus> SettleAsync(Task<SendReceipt> receipt, CancellationToken ct)
    {
        try
        {
            return (await receipt.WaitAsync(ct)).Status;
        }
        catch (SendRefusedException e)
        {
            return e.Status;
        }
    }
}
