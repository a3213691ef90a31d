using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>A connection and what its first agent's device has sent over it.</summary>
internal sealed class Pair(Exchange exchange, TestAgent sender, TestAgent recipient)
{
    private byte[]? _record;
    private uint _epochNumber;
    private int _index;

    public TestAgent Sender { get; } = sender;

    public TestAgent Recipient { get; } = recipient;

    public IConnectionGrain Grain => exchange.Between(Sender, Recipient);

    public ConnectionId Id => ConnectionId.Between(Sender.Id, Recipient.Id);

    public long Sequence { get; set; }

    /// <summary>The epoch that is open.</summary>
    public EpochView OpenEpoch => EpochView.TryParse(_record, out var epoch, out var error)
        ? epoch
        : throw new InvalidOperationException($"No epoch is open: {error}.");

    /// <summary>The same connection in the other direction.</summary>
    public Pair Back() => new(exchange, Recipient, Sender);

    public TestEpoch Epoch() => new()
    {
        Sender = Sender.Device,
        Readers = [Recipient.Device],
        Viewers = [.. ViewerOf(Sender, Recipient), .. ViewerOf(Recipient, Sender)],
        Peer = Recipient.Id,
        SenderList = Sender.Directory!.Version,
        PeerList = Recipient.Directory!.Version,
        SenderTerms = HashOf(Sender.TermsFor(Recipient)),
        PeerTerms = HashOf(Recipient.TermsFor(Sender)),
        Number = _epochNumber + 1,
        Created = exchange.Now,
    };

    public Task OpenEpochAsync() => OpenEpochAsync(Epoch());

    public async Task OpenEpochAsync(TestEpoch epoch)
    {
        var record = epoch.ToBytes();
        Assert.Equal(Refusal.None, await Grain.PublishEpoch(Sender.Device.Identity, record));
        Use(record);
    }

    public void Use(byte[] record)
    {
        _epochNumber++;
        _record = record;
        _index = 0;
    }

    /// <summary>The next message, under the epoch that is open.</summary>
    public TestEnvelope Next() => new()
    {
        Sender = Sender.Device,
        Recipient = Recipient.Id,
        Sequence = ++Sequence,
        Epoch = _record is null ? new byte[32] : TestEpoch.HashOf(_record),
        Index = _index++,
        Created = exchange.Now,
        Terms = Sender.TermsFor(Recipient),
    };

    public async Task<TestEnvelope> ReadyAsync()
    {
        if (_record is null || _index >= 100) await OpenEpochAsync();
        return Next();
    }

    public async Task<SendResult> SendAsync(string category = "schedule") =>
        await Grain.Send((await ReadyAsync() with { Category = category }).ToRequest());

    /// <summary>One side signs the next version of its terms.</summary>
    public async Task<Refusal> ChangeTermsAsync(TestAgent side, Terms terms)
    {
        var peer = side == Sender ? Recipient : Sender;
        var next = TestTerms.For(
            side, peer, terms, exchange.Now.ToUnixTimeMilliseconds(), side.TermsFor(peer));
        var refusal = await Grain.ChangeTerms(side.Id, next);
        if (refusal == Refusal.None) side.Remember(peer, next);
        return refusal;
    }

    /// <summary>The owner of one side says yes to a message of the open epoch.</summary>
    public Decision Yes(TestAgent side, SendRequest message) =>
        new(Verdict.Approve, side.Owner.Id, Approve(side, message).Bytes);

    /// <summary>A signed approval; what tests change about it makes it wrong.</summary>
    public Approval Approve(
        TestAgent side, SendRequest message, Key? oik = null, OwnerSide? of = null, long? expiry = null,
        ApprovalDecision decision = ApprovalDecision.Approve)
    {
        Assert.True(EnvelopeView.TryParse(message.Envelope, out var envelope, out _));
        return Approval.Issue(
            oik ?? side.Owner.Oik, envelope, OpenEpoch, of ?? (side == Sender ? OwnerSide.Sender : OwnerSide.Recipient),
            decision, EnvelopeId.New().Value, expiry);
    }

    /// <summary>The viewer that a right roster names for one side.</summary>
    private static IEnumerable<TestViewer> ViewerOf(TestAgent side, TestAgent peer) =>
        side.TermsFor(peer) is { AdmitsViewer: true } && side.Owner.Viewer is { } viewer
            ? [new TestViewer(side.Id, viewer)]
            : [];

    private static byte[] HashOf(ConnectionTerms? terms) => terms is null ? new byte[32] : terms.Hash.ToArray();
}
