namespace ContextExchange.Grains.Tests.Kit;

/// <summary>A connection and what its first agent's device has sent over it.</summary>
internal sealed class Pair(Exchange exchange, TestAgent sender, TestAgent recipient)
{
    private byte[]? _epoch;
    private uint _epochNumber;
    private int _index;

    public TestAgent Sender { get; } = sender;

    public TestAgent Recipient { get; } = recipient;

    public IConnectionGrain Grain => exchange.Between(Sender, Recipient);

    public ConnectionId Id => ConnectionId.Between(Sender.Id, Recipient.Id);

    public long Sequence { get; set; }

    public uint TermsVersion { get; set; } = 1;

    /// <summary>The same connection in the other direction.</summary>
    public Pair Back() => new(exchange, Recipient, Sender);

    public TestEpoch Epoch() => new()
    {
        Sender = Sender.Device,
        Readers = [Recipient.Device],
        Peer = Recipient.Id,
        SenderList = Sender.Directory!.Version,
        PeerList = Recipient.Directory!.Version,
        Number = _epochNumber + 1,
        Created = exchange.Now,
    };

    public async Task OpenEpochAsync()
    {
        var record = Epoch().ToBytes();
        Assert.Equal(Refusal.None, await Grain.PublishEpoch(Sender.Device.Identity, record));
        Use(record);
    }

    public void Use(byte[] record)
    {
        _epochNumber++;
        _epoch = TestEpoch.HashOf(record);
        _index = 0;
    }

    /// <summary>The next message, under the epoch that is open.</summary>
    public TestEnvelope Next() => new()
    {
        Sender = Sender.Device,
        Recipient = Recipient.Id,
        Sequence = ++Sequence,
        Epoch = _epoch ?? new byte[32],
        Index = _index++,
        Created = exchange.Now,
        TermsVersion = TermsVersion,
    };

    public async Task<TestEnvelope> ReadyAsync()
    {
        if (_epoch is null || _index >= 100) await OpenEpochAsync();
        return Next();
    }

    public async Task<SendResult> SendAsync(string category = "schedule") =>
        await Grain.Send((await ReadyAsync() with { Category = category }).ToRequest());
}
