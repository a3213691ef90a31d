using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Bench;

/// <summary>
/// Whole calls of sender and receiver with every check, signature and row of state; the store is in memory. Alice has
/// two devices and bob two, and bob's owner reads: an epoch has four readers.
/// </summary>
internal sealed class EpochBench : IDisposable
{
    private readonly ConnectionSender _sender;
    private readonly ConnectionReceiver _receiver;
    private readonly ConnectionContext _senders;
    private readonly ConnectionContext _receivers;
    private readonly BenchAgent _alice;
    private readonly BenchAgent _bob;
    private readonly OutgoingMessage _message;

    private EpochBench()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        (_alice, _bob) = (new(devices: 2, now), new(devices: 2, now));
        var connection = BenchAgent.NewId();
        var alices = _alice.Terms(connection, _bob, OwnerRead.AskedOnly, now);
        var bobs = _bob.Terms(connection, _alice, OwnerRead.Everything, now);
        _senders = new()
        {
            Connection = connection,
            Own = _alice.Identity,
            Peer = _bob.Identity,
            OwnTerms = [alices],
            PeerTerms = [bobs],
        };
        _receivers = _senders with
        {
            Own = _bob.Identity,
            Peer = _alice.Identity,
            OwnTerms = [bobs],
            PeerTerms = [alices],
        };
        var (senderStore, senderKeys) = _alice.Devices[0];
        var (receiverStore, receiverKeys) = _bob.Devices[0];
        _sender = new(senderStore, senderKeys, TimeProvider.System);
        _receiver = new(receiverStore, receiverKeys, TimeProvider.System);
        _message = new()
        {
            Category = Category.IdOf("schedule"),
            TimeToLive = 3_600,
            MaxHops = 8,
            Budget = 100,
            Origin = Origin.Model,
            Content = new()
            {
                Type = ContentType.Text,
                ThreadId = BenchAgent.NewId(),
                LogicalId = BenchAgent.NewId(),
                Text = new string('t', 1_024),
            },
        };
    }

    public static void Run()
    {
        using var bench = new EpochBench();
        Measure.Print("seal and open inside an epoch, 1 KiB", () => bench.SealAndOpen(), calls: 3_000);
        Measure.Print("seal inside an epoch, 1 KiB", () => bench.Seal(), calls: 3_000);
        Measure.Print("open an epoch for 4 readers, and seal", () => bench.OpenEpoch(), calls: 500);
        Measure.Print("the same, and accept and open it", () => bench.OpenEpochAndAccept(), calls: 500);
    }

    public void Dispose() => _sender.Dispose();

    private SealedMessage Seal()
    {
        if (!_sender.TrySeal(_senders, _message, _alice.Directory, _bob.Directory, out var message, out var error))
            throw new InvalidOperationException(error.ToString());
        var store = _alice.Devices[0].Store;
        if (message.Epoch is { } epoch) Outbox.Settle(store, _senders.Connection, epoch.Position);
        Outbox.Settle(store, _senders.Connection, message.Envelope.Position);
        SentMessages.Forget(store, message.EnvelopeHash);
        return message;
    }

    private void SealAndOpen()
    {
        var message = Seal();
        if (message.Epoch is { } epoch) Check(Accept(epoch.Bytes));
        Check(_receiver.Receive(_receivers, message.Envelope.Bytes).Error);
        Inbox.Acknowledge(_bob.Devices[0].Store, message.EnvelopeHash);
    }

    private void OpenEpoch()
    {
        _sender.DropEpoch();
        Seal();
    }

    private void OpenEpochAndAccept()
    {
        _sender.DropEpoch();
        SealAndOpen();
    }

    private Cxe1Error Accept(ReadOnlyMemory<byte> record) =>
        _receiver.AcceptEpoch(_receivers, record, _bob.Directory, _alice.Directory);

    private static void Check(Cxe1Error error)
    {
        if (error != Cxe1Error.None) throw new InvalidOperationException(error.ToString());
    }
}
