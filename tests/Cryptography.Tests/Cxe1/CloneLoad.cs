using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// Devices whose stores are copied again and again, each copy going on with the same randomness as the other, against a
/// model server. Every key and nonce that sealed anything, delivered or refused, is noted by opening every epoch as the
/// owner does.
/// </summary>
internal sealed class CloneLoad
{
    private const int ListsShown = 16;

    private readonly int _messages;
    private readonly TestConversation _talk = new(aliceReads: OwnerRead.Everything);
    private readonly Random _random;
    // The chain keys of each epoch as far as they were needed, CK_0 first.
    private readonly Dictionary<Bytes32, List<byte[]>> _chains = [];
    private readonly HashSet<Int128> _keysAndNonces = [];
    private readonly HashSet<int> _delivered = [];
    private readonly List<TestDevice> _active = [];
    private int _sent;

    public CloneLoad(int messages, int seed)
    {
        _messages = messages;
        _random = new(seed);
        _active.Add(_talk.A);
    }

    public ModelServer Server { get; } = new();

    /// <summary>Seals, also of the texts that were sealed again.</summary>
    public int Sealed { get; private set; }

    /// <summary>Pairs of key and nonce that sealed two envelopes.</summary>
    public int Repeated { get; private set; }

    public int Clones { get; private set; }

    public int Delivered => _delivered.Count;

    public int Duplicates { get; private set; }

    public void Run()
    {
        while (_sent < _messages)
        {
            Clone();
            for (var turns = _random.Next(20, 200); turns > 0 && _sent < _messages; turns--)
            {
                _talk.Clock.Now += _random.Next(1, 2_000);
                var sender = _active[_random.Next(_active.Count)];
                if (_random.Next(200) == 0) sender.Sender.DropEpoch();
                Send(sender, $"{_sent++}");
            }
            Renew();
        }
    }

    /// <summary>One device goes on twice, with the same store and the same generator.</summary>
    private void Clone()
    {
        Clones++;
        var original = _active[_random.Next(_active.Count)];
        var seed = $"both clones {Clones}";
        var store = original.Store;
        _active.Clear();
        _active.Add(Running(store, seed));
        _active.Add(Running(store.Clone(), seed));
    }

    /// <summary>The generator repeats, the one-time keys of HPKE do not: they come from the system.</summary>
    private TestDevice Running(MemoryDeviceStore store, string seed) => new(_talk.Alice, _talk.Clock, store)
    {
        Sender = SenderOf(store, seed),
    };

    private ConnectionSender SenderOf(MemoryDeviceStore store, string seed) =>
        new(store, DeviceKeys.Load(store)!, _talk.Clock, new SeededRandom(seed).Fill, Ephemerals.Fresh);

    private void Send(TestDevice sender, string text)
    {
        _talk.Seal(sender, text);
        while (Deliver(sender) is { } refused)
            if (refused.Answer == ModelServer.Answer.EpochFork)
                SealAgain(sender, refused.Envelope);
            else
                sender = EnrolAnew(sender, refused.Envelope);
    }

    /// <summary>Gives the server what waits, until it refuses something; that is told and stays where it is.</summary>
    private (ModelServer.Answer Answer, EnvelopeView Envelope)? Deliver(TestDevice sender)
    {
        var fork = false;
        foreach (var item in Outbox.Pending(sender.Store, TestConversation.Connection, int.MaxValue))
        {
            if (item.IsEpoch)
            {
                Assert.True(EpochView.TryParse(item.Bytes, out var epoch, out _));
                Note(epoch);
                fork = Server.Publish(epoch) != ModelServer.Answer.Accepted;
                if (!fork) Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, item.Bytes));
                Outbox.Settle(sender.Store, TestConversation.Connection, item.Position);
                continue;
            }
            Assert.True(EnvelopeView.TryParse(item.Bytes, out var envelope, out _));
            Note(envelope);
            if (fork) return (ModelServer.Answer.EpochFork, envelope);
            var answer = Server.Accept(envelope);
            if (answer != ModelServer.Answer.Accepted) return (answer, envelope);
            Outbox.Settle(sender.Store, TestConversation.Connection, item.Position);
            Receive(sender, envelope);
        }
        return null;
    }

    private void Receive(TestDevice sender, EnvelopeView envelope)
    {
        var outcome = _talk.Receive(_talk.B, envelope.Bytes);
        Assert.Equal(Cxe1Error.None, outcome.Error);
        var text = outcome.Message!.Content.Text;
        if (!_delivered.Add(int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))) Duplicates++;
        Inbox.Acknowledge(_talk.B.Store, outcome.Message.EnvelopeHash);
        SentMessages.Forget(sender.Store, outcome.Message.EnvelopeHash);
    }

    /// <summary>The server has not settled the number, so the text gets it again, in a new epoch.</summary>
    private void SealAgain(TestDevice sender, EnvelopeView refused)
    {
        var texts = OutboxWithdrawal.From(sender.Store, TestConversation.Connection, refused.Sequence);
        sender.Sender.DropEpoch();
        Assert.True(sender.Sender.TrySeal(
            _talk.Context(sender),
            Assert.Single(texts)!,
            _talk.Alice.Directory(),
            _talk.Bob.Directory(),
            out _,
            out var error), error.ToString());
    }

    /// <summary>Its numbers are another's now: it becomes a new device and takes the text along.</summary>
    private TestDevice EnrolAnew(TestDevice clone, EnvelopeView refused)
    {
        var text = SentMessages.Find(clone.Store, refused.ComputeHash());
        Assert.NotNull(text);
        if (_talk.Alice.Devices.Count == Cxe1Limits.DevicesPerAgent) Revoke();
        var device = _talk.Alice.AddDevice();
        Publish(_talk.Alice);
        _active[_active.IndexOf(clone)] = device;
        Assert.True(device.Sender.TrySeal(
            _talk.Context(device), text, _talk.Alice.Directory(), _talk.Bob.Directory(), out _, out _));
        return device;
    }

    private void Revoke()
    {
        var inUse = _active.Select(one => one.Keys.Device).ToHashSet();
        var unused = _talk.Alice.Devices.First(one => !inUse.Contains(one.Keys.Device));
        _talk.Alice.Devices.Remove(unused);
        _talk.Alice.Prekeys.RemoveAll(prekey => prekey.Device == unused.Keys.Device);
        _talk.Alice.Certificates.RemoveAll(certificate => certificate.Device == unused.Keys.Device);
        Publish(_talk.Alice);
    }

    /// <summary>The newest lists, as a server shows them: each is verified again whenever one is added.</summary>
    private static void Publish(TestAgent agent)
    {
        agent.PublishList();
        if (agent.Lists.Count > ListsShown) agent.Lists.RemoveRange(0, agent.Lists.Count - ListsShown);
    }

    /// <summary>Time goes on: certificates, prekeys and viewers are renewed, and what is over is destroyed.</summary>
    private void Renew()
    {
        if (Clones % 50 != 0) return;
        foreach (var agent in (TestAgent[])[_talk.Alice, _talk.Bob])
        {
            agent.Certificates.Clear();
            agent.Prekeys.Clear();
            foreach (var device in agent.Devices)
            {
                agent.Certify(device);
                agent.AddPrekeys(device, PrekeyKind.SignedPrekey, 1);
            }
            agent.AddViewer();
            agent.Viewers.RemoveRange(0, agent.Viewers.Count - 1);
        }
        foreach (var device in _active) Recertify(device);
        ExpiringState.Destroy(_talk.B.Store, _talk.Clock.Now);
        _chains.Clear();
        foreach (var device in _active) device.Sender.DropEpoch();
    }

    /// <summary>A clone's own store needs the certificate that its original's device has got.</summary>
    private void Recertify(TestDevice device)
    {
        var certificate = _talk.Alice.Certificates.Single(one => one.Device == device.Keys.Device);
        Assert.Equal(
            Cxe1Error.None, device.Keys.AcceptCertificate(device.Store, certificate, _talk.Alice.Identity.Aik));
    }

    private void Note(EpochView epoch)
    {
        var viewer = new OwnerViewer(_talk.Context(_talk.Alice), [_talk.Alice.ViewerKeys[^1]], _talk.Clock);
        Assert.Equal(
            Cxe1Error.None,
            viewer.Open(epoch.Bytes, _talk.Alice.Directory(), _talk.Bob.Directory(), out var opened));
        var first = new byte[MessageKeys.KeySize];
        using (opened) EpochSecrets.FirstChainKey(opened!.CopySecret(), epoch.EpochHash, first);
        _chains.TryAdd(epoch.EpochHash, [first]);
    }

    private void Note(EnvelopeView envelope)
    {
        Sealed++;
        var chain = _chains[envelope.EpochHash];
        while (chain.Count <= envelope.Index)
        {
            byte[] next = [.. chain[^1]];
            MessageKeys.Advance(next);
            chain.Add(next);
        }

        Span<byte> key = stackalloc byte[MessageKeys.KeySize];
        Span<byte> keyAndNonce = stackalloc byte[44];
        MessageKeys.MessageKey(chain[envelope.Index], key);
        MessageKeys.KeyAndNonce(key, envelope.H0, keyAndNonce);
        // 16 bytes of a hash of the 44, so that a million fit into memory.
        var digest = Bytes32.Sha256(keyAndNonce).ToArray();
        if (!_keysAndNonces.Add(System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(digest))) Repeated++;
    }
}
