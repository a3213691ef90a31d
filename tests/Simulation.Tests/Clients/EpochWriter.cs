using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>The epochs that one device opens for one peer, under the terms that the server shows.</summary>
internal sealed class EpochWriter(World world, SimulatedDevice device, Party peer)
{
    private const int MaxMessages = 12;

    private readonly Party _own = world.PartyOf(device.Device.Agent);
    private ConnectionTerms? _ownTerms;
    private byte[]? _record;
    private bool _isRefused;
    private int _index;

    /// <summary>The newest epoch's counter; 0 before the first.</summary>
    public uint Number { get; private set; }

    public bool IsPublished { get; set; }

    public bool IsConnected { get; private set; } = true;

    /// <summary>Whether another message can be sealed.</summary>
    public bool HasRoom => _record is not null && !_isRefused && _index < MaxMessages;

    /// <summary>Whether the epoch of this counter can still be published.</summary>
    public bool CanPublish(uint number) => number == Number && !_isRefused;

    private IConnectionGrain ConnectionOf(IGrainFactory grains) =>
        grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(_own.Agent.Id, peer.Agent.Id));

    /// <summary>Opens the next one; false when it must be tried again.</summary>
    public async Task<bool> OpenAsync()
    {
        var terms = await world.Network.CallAsync(
            device.Client, grains => ConnectionOf(grains).GetTerms(_own.Agent.Id, default, default));
        if (terms is null) throw new InvalidOperationException("A connection lost its terms.");
        if (Math.Max(terms.Own.Count, terms.Theirs.Count) == Limits.MaxTermsPage)
            throw new InvalidOperationException("The newest terms stand on a later page.");
        ConnectionTerms own = Parse(terms.Own), theirs = Parse(terms.Theirs);
        var record = new TestEpoch
        {
            Sender = device.Device,
            Readers = [.. _own.Devices.Concat(peer.Devices).Where(reader => reader != device.Device)],
            Viewers = [.. ViewerOf(_own, own), .. ViewerOf(peer, theirs)],
            Peer = peer.Agent.Id,
            SenderList = _own.Agent.Directory!.Version,
            PeerList = peer.Agent.Directory!.Version,
            SenderTerms = own.Hash.ToArray(),
            PeerTerms = theirs.Hash.ToArray(),
            Number = ++Number,
            Created = world.Now,
        }.ToBytes();
        (_ownTerms, _record, _index, IsPublished, _isRefused) = (own, record, 0, false, false);
        world.Remember(record);
        return true;
    }

    public async Task PublishAsync()
    {
        var record = _record!;
        var refusal = await world.Network.CallAsync(
            device.Client, grains => ConnectionOf(grains).PublishEpoch(device.Device.Identity, record).AsTask());
        world.Cluster.Recorder.Coverage.Count($"epoch: {refusal}");
        switch (refusal)
        {
            case Refusal.None:
                IsPublished = true;
                return;
            case Refusal.NotFound:
                IsConnected = false;
                return;
            case Refusal.StaleVersion or Refusal.Conflict or Refusal.Expired:
                _isRefused = true;
                return;
            case Refusal.Frozen or Refusal.RateLimited or Refusal.Malformed:
                // Malformed: a silo whose clock is behind takes the epoch to be from the future.
                return;
            default:
                world.Unexpected($"PublishEpoch: {refusal}", isKnown: false);
                return;
        }
    }

    public TestEnvelope Next(long number, EnvelopeId id, Draft draft) => new()
    {
        Sender = device.Device,
        Recipient = peer.Agent.Id,
        Sequence = number,
        Epoch = TestEpoch.HashOf(_record!),
        Index = _index++,
        Created = world.Now,
        Id = id,
        Root = world.NextId(),
        Category = draft.Category,
        Terms = _ownTerms,
        Ask = draft.Asks,
        TimeToLive = draft.TimeToLive,
    };

    private static ConnectionTerms Parse(IReadOnlyList<ReadOnlyMemory<byte>> records) =>
        ConnectionTerms.TryParse(records[^1], out var terms, out var error)
            ? terms
            : throw new InvalidOperationException($"Stored terms are refused: {error}.");

    private static IEnumerable<TestViewer> ViewerOf(Party side, ConnectionTerms terms) =>
        terms.AdmitsViewer ? [new TestViewer(side.Agent.Id, side.Agent.Owner.Viewer!)] : [];
}
