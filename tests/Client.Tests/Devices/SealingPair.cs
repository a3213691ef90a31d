using ContextExchange.Cryptography.Cxe1;
using Microsoft.Data.Sqlite;

namespace ContextExchange.Client.Tests.Devices;

/// <summary>An outbox with its store, and the peer that opens what it seals; no server is needed.</summary>
internal sealed class SealingPair : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DeviceProfile _bob;

    /// <param name="sabotaged">The writer's store refuses the row of a lineage.</param>
    public SealingPair(bool sabotaged)
    {
        using (var first = Profile("alice"))
        {
        }

        if (sabotaged) Sabotage("alice");
        var alice = Profile("alice");
        _bob = Profile("bob");
        var connection = ConnectionId.Between(alice.Agent, _bob.Agent);
        var terms = TermsInfo.Of(ContractPreset.Colleagues) with { OwnerReads = false };
        var (own, theirs) = (Terms(alice, _bob, terms), Terms(_bob, alice, terms));
        var info = new ConnectionInfo(
            connection, _bob.Agent, "bob", "active", terms, terms, 1, 1, own.Bytes.ToArray(), theirs.Bytes.ToArray(),
            new PolicyInfo(null, null, 30), false, null, DateTimeOffset.UnixEpoch, null, null);
        Peer = new Peer(
            info, Context(alice, _bob, connection, own, theirs), Directory(alice), Directory(_bob), [], []);
        var api = new ExchangeApi(alice.Server);
        var options = new AgentClientOptions();
        var sessions = new Sessions(api, alice, options.Time);
        var guard = new ConnectionGuard(alice, sessions, _ => { });
        var invitations = new Invitations(alice, sessions, options.Time);
        Core = new ClientCore(
            alice, new DeviceWorker(alice.Store), new PeerBook(alice, sessions, invitations, guard, options.Time),
            sessions, new Enrolment(api, alice, sessions, options.Time), guard, options);
        Outbox = new PeerOutbox(Core, _bob.Agent, connection);
    }

    public ClientCore Core { get; }

    public PeerOutbox Outbox { get; }

    public Peer Peer { get; }

    public async ValueTask DisposeAsync()
    {
        await Core.Worker.DisposeAsync();
        Outbox.Dispose();
        Core.Profile.Dispose();
        _bob.Dispose();
        _folder.Dispose();
    }

    public async Task<PendingSend> SealAsync(string text, byte[]? lineage = null)
    {
        var message = MessageDraft.Of(Category.Knowledge, Message.OfText(text), SendOptions.Default);
        if (lineage is not null) message = message with { ParentId = AgentId.New().Value, Hop = 1 };
        var sealedMessage = await Outbox.RunAsync(() => Outbox.Seal(Peer, message, lineage ?? [], out _));
        Assert.NotNull(sealedMessage);
        return sealedMessage;
    }

    /// <summary>What the peer reads of everything that waits in the outbox.</summary>
    public List<string?> Open()
    {
        var known = Peer.Context;
        var context = Context(
            _bob, Core.Profile, Peer.Info.Connection, known.PeerTerms[0], known.OwnTerms[0]);
        var receiver = new ConnectionReceiver(_bob.Store, _bob.Device, TimeProvider.System);
        var texts = new List<string?>();
        foreach (var item in Cryptography.Cxe1.Outbox.Pending(Core.Store, Peer.Info.Connection.Value, int.MaxValue))
        {
            if (item.IsEpoch)
            {
                Assert.Equal(Cxe1Error.None, receiver.AcceptEpoch(context, item.Bytes, Peer.Directory, Peer.Own));
                continue;
            }

            var outcome = receiver.Receive(context, item.Bytes);
            Assert.Equal((Cxe1Error.None, true), (outcome.Error, outcome.HasPredecessor));
            texts.Add(outcome.Message?.Content.Text);
        }

        return texts;
    }

    private DeviceProfile Profile(string name)
    {
        using var protection = StoreProtection.FromKeyFile(_folder.File(name + ".key"));
        var store = DeviceStore.Open(_folder.File(name + ".db"), protection);
        return DeviceProfile.Load(store) ?? DeviceProfile.Create(store, new Uri("http://localhost:1"), name);
    }

    private void Sabotage(string name)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File(name + ".db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            CREATE TRIGGER full BEFORE INSERT ON state WHEN NEW.tbl = 105
            BEGIN SELECT RAISE(ABORT, 'the medium is full'); END
            """;
        command.ExecuteNonQuery();
    }

    private static ConnectionTerms Terms(DeviceProfile own, DeviceProfile peer, TermsInfo terms) =>
        TermsSigning.First(
            own.OwnerKeys.Identity, own.Identity, peer.Identity, terms, [],
            TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static ConnectionContext Context(
        DeviceProfile own, DeviceProfile peer, ConnectionId connection, ConnectionTerms ours, ConnectionTerms theirs) =>
        new()
        {
            Connection = connection.Value, Own = own.Identity, Peer = peer.Identity, OwnTerms = [ours],
            PeerTerms = [theirs],
        };

    private static AgentDirectory Directory(DeviceProfile profile)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var device = profile.Device;
        var certificate = DeviceCertificate.Issue(
            profile.AgentKey, device.Agent, device.Device, device.DskPublic, now,
            now + Cxe1Limits.DeviceCertificateLife);
        Assert.Equal(
            Cxe1Error.None, device.AcceptCertificate(profile.Store, certificate, profile.AgentKey.RawPublicKey()));
        var list = DeviceList.Issue(
            profile.AgentKey, device.Agent, now, [new ListedDevice(device.Device, device.DskPublic, now)], null);
        var prekeys = PrekeyShelf.Publish(profile.Store, device, PrekeyKind.SignedPrekey, 1, now);
        Assert.True(AgentDirectory.TryVerify(
            profile.Identity, [list], [certificate], prekeys, out var directory, out var error), error.ToString());
        return directory;
    }
}
