using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>What an owner sees, and what a rogue sender, a third owner and the operator do not achieve.</summary>
public sealed class OwnerViewerTests
{
    private readonly TestConversation _talk = new(bobReads: OwnerRead.Everything);

    [Fact]
    public void AnOwnerReadsEveryMessageOfItsAgentInAnyOrderAndHoweverOften()
    {
        var items = Seal(5);
        using var epoch = Open(_talk.Bob, items[0].Bytes);
        foreach (var n in (int[])[4, 0, 2, 2, 4, 1, 3])
            Assert.Equal($"text {n}", epoch.Read(items[1 + n].Bytes).Message?.Content.Text);
    }

    [Fact]
    public void AnOwnerReadsInTheFormThatTheServerDerivesForIt()
    {
        var items = Seal(1);
        Assert.True(EpochView.TryParse(items[0].Bytes, out var view, out _));
        var (agent, viewer) = (_talk.Bob.Identity.Agent, _talk.Bob.Viewers[0].Viewer);
        using var epoch = Open(_talk.Bob, view.ForReader(view.IndexOf(agent, viewer, ReaderKind.OwnerViewer)));
        Assert.Equal("text 0", epoch.Read(items[1].Bytes).Message?.Content.Text);
    }

    [Fact]
    public void TheSendersOwnerDoesNotReadWhatItsTermsDoNotSayThatItReads()
    {
        var items = Seal(1);
        Assert.Equal(Cxe1Error.NotAReader, TryOpen(_talk.Alice, items[0].Bytes, out _));
    }

    [Fact]
    public void AThirdOwnerAndTheOperatorCannotRead()
    {
        var items = Seal(1);
        var third = new TestAgent("carol", _talk.Clock, devices: 1);
        var spy = new OwnerViewer(_talk.Context(_talk.Bob), third.ViewerKeys, _talk.Clock);
        Assert.Equal(
            Cxe1Error.PrekeyGone,
            spy.Open(items[0].Bytes, _talk.Bob.Directory(), _talk.Alice.Directory(), out _));
        // Whoever tries each of its keys on each wrap, without asking what the record says.
        Assert.True(EpochView.TryParse(items[0].Bytes, out var epoch, out _));
        var secret = new byte[32];
        for (var i = 0; i < epoch.EntryCount; i++)
            Assert.False(EpochWrap.TryOpen(
                third.ViewerKeys[0], Bytes32.Sha256(epoch.Header), epoch.EntryBytes(i), epoch.Wrap(i), secret));
        Assert.False(new Thief(third.Devices[0].Store).Opens(items[1].Bytes, items[0].Bytes));
    }

    [Fact]
    public void AWrapThatDoesNotOpenForTheOwnerIsAnAttackAndThePeerStillReads()
    {
        var record = Rogue(Seal(1)[0].Bytes, (_, _, wrap) => wrap[79] ^= 1);
        var error = TryOpen(_talk.Bob, record, out _);
        Assert.Equal((Cxe1Error.WrapInvalid, true), (error, OwnerViewer.IsAttack(error)));
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, record));
    }

    [Fact]
    public void ASenderThatShowsTheOwnerAnotherTextThanThePeerIsCaughtByTheCommitment()
    {
        var other = TestKeys.Digest("the owner's secret");
        var items = Seal(1);
        var record = Rogue(items[0].Bytes, (header, entry, wrap) => Assert.True(EpochWrap.TrySeal(
            _talk.Bob.Viewers[0].Ovk, Bytes32.Sha256(header), entry, other.ToArray(), wrap, Ephemerals.Fresh)));
        Assert.True(EpochView.TryParse(record, out var epoch, out _));

        // One ciphertext and one tag that open under the keys of both secrets: the AEAD does not catch it.
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, record));
        byte[] peersChain, h0 = items[1].Bytes[..EnvelopeLayout.H0Size].ToArray();
        using (var transaction = _talk.B.Store.Begin())
        using (var chain = ReceivingChain.Load(transaction, epoch.EpochHash)!) peersChain = chain.ChainKey.ToArray();
        var ownersChain = new byte[32];
        EpochSecrets.FirstChainKey(other.ToArray(), epoch.EpochHash, ownersChain);
        var (peers, owners) = (KeyAndNonce(peersChain, h0), KeyAndNonce(ownersChain, h0));
        var ciphertext = MultiKeyCiphertext.Craft(peers, owners, h0, new byte[240]);
        byte[] peersText = new byte[240], ownersText = new byte[240];
        Assert.True(EphemeralAead.Decrypt(peers.AsSpan(0, 32), peers.AsSpan(32), h0, ciphertext, peersText));
        Assert.True(EphemeralAead.Decrypt(owners.AsSpan(0, 32), owners.AsSpan(32), h0, ciphertext, ownersText));
        Assert.NotEqual(peersText, ownersText);

        // The commitment does, before any message is read.
        var error = TryOpen(_talk.Bob, record, out var opened);
        Assert.Equal((Cxe1Error.CommitmentMismatch, true), (error, OwnerViewer.IsAttack(error)));
        Assert.Null(opened);
    }

    [Fact]
    public void ADeviceRefusesAnEpochWithoutTheViewerThatTheTermsName()
    {
        // A sender that is told older terms, under which nobody reads everything, but names the newest.
        var quiet = new TestConversation();
        quiet.Seal(quiet.A, "text");
        Assert.True(EpochView.TryParse(TestConversation.Collect(quiet.A)[0].Bytes, out var epoch, out _));
        Assert.Equal(
            Cxe1Error.RosterOmitsViewer,
            RosterRule.Check(
                epoch,
                quiet.Alice.Directory(),
                quiet.Bob.Directory(),
                quiet.Alice.Terms[0],
                _talk.Bob.Terms[0]));
    }

    [Fact]
    public void AViewerThatNoTermsAdmitIsAGhost()
    {
        Assert.True(EpochView.TryParse(Seal(1)[0].Bytes, out var epoch, out _));
        var silent = _talk.ChangeTerms(_talk.Bob, OwnerRead.AskedOnly, TestTerms.NothingAsked);
        Assert.Equal(
            Cxe1Error.RosterNamesGhost,
            RosterRule.Check(
                epoch, _talk.Alice.Directory(), _talk.Bob.Directory(), _talk.Alice.Terms[0], silent));
    }

    [Fact]
    public void ASecondViewerOfOneSideIsAGhost()
    {
        _talk.Bob.AddViewer();
        var record = TwoViewers(Seal(1)[0].Bytes);
        Assert.True(EpochView.TryParse(record, out var epoch, out _));
        Assert.Equal(
            Cxe1Error.RosterNamesGhost,
            RosterRule.Check(
                epoch, _talk.Alice.Directory(), _talk.Bob.Directory(), _talk.Alice.Terms[0], _talk.Bob.Terms[0]));
    }

    [Fact]
    public void TwoEpochsWithOneNumberAreAForkThatTheOwnerSees()
    {
        var clone = new TestDevice(_talk.Alice, _talk.Clock, _talk.A.Store.Clone());
        _talk.Seal(_talk.A, "to the peer");
        _talk.Seal(clone, "to the owner");
        var viewer = Viewer(_talk.Bob);
        var (first, second) = (TestConversation.Collect(_talk.A)[0], TestConversation.Collect(clone)[0]);
        AgentDirectory own = _talk.Bob.Directory(), peer = _talk.Alice.Directory();
        foreach (var expected in (Cxe1Error[])[Cxe1Error.None, Cxe1Error.None])
            Assert.Equal(expected, viewer.Open(first.Bytes, own, peer, out _));
        Assert.Equal(Cxe1Error.EpochFork, viewer.Open(second.Bytes, own, peer, out _));
    }

    [Fact]
    public void WithTheViewerKeysAndTheChainsGoneStoredCiphertextIsUnreadable()
    {
        var items = Seal(3);
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, items[0].Bytes));
        foreach (var item in items.Skip(1))
            Inbox.Acknowledge(_talk.B.Store, _talk.Receive(_talk.B, item.Bytes).Message!.EnvelopeHash);
        var viewer = Viewer(_talk.Bob);
        Assert.Equal(Cxe1Error.None, viewer.Open(
            items[0].Bytes, _talk.Bob.Directory(), _talk.Alice.Directory(), out var before));
        before!.Dispose();

        _talk.Bob.ViewerKeys.Clear();
        Assert.Equal(Cxe1Error.PrekeyGone, TryOpen(_talk.Bob, items[0].Bytes, out _));
        Assert.Throws<ObjectDisposedException>(() => before.Read(items[1].Bytes));
        _talk.Clock.Now += Cxe1Limits.SignedPrekeyLife + Cxe1Limits.SignedPrekeyGrace;
        foreach (var device in (TestDevice[])[_talk.A, _talk.B])
        {
            ExpiringState.Destroy(device.Store, _talk.Clock.Now);
            var thief = new Thief(device.Store);
            Assert.All(items.Skip(1), item => Assert.False(thief.Opens(item.Bytes, items[0].Bytes)));
        }
    }

    private static byte[] KeyAndNonce(byte[] chainKey, byte[] h0)
    {
        byte[] messageKey = new byte[32], keyAndNonce = new byte[44];
        MessageKeys.MessageKey(chainKey, messageKey);
        MessageKeys.KeyAndNonce(messageKey, h0, keyAndNonce);
        return keyAndNonce;
    }

    private IReadOnlyList<OutboxItem> Seal(int messages)
    {
        for (var n = 0; n < messages; n++) _talk.Seal(_talk.A, $"text {n}");
        return TestConversation.Collect(_talk.A);
    }

    private OwnerViewer Viewer(TestAgent agent) => new(_talk.Context(agent), agent.ViewerKeys, _talk.Clock);

    private Cxe1Error TryOpen(TestAgent agent, ReadOnlyMemory<byte> record, out OpenedEpoch? opened) =>
        Viewer(agent).Open(record, agent.Directory(), _talk.PeerOf(agent.Devices[0]).Directory(), out opened);

    private OpenedEpoch Open(TestAgent agent, ReadOnlyMemory<byte> record)
    {
        Assert.Equal(Cxe1Error.None, TryOpen(agent, record, out var opened));
        return opened!;
    }

    private delegate void ChangeWrap(ReadOnlySpan<byte> header, ReadOnlySpan<byte> entry, Span<byte> wrap);

    /// <summary>The record with another wrap for bob's owner, rightly signed.</summary>
    private byte[] Rogue(ReadOnlyMemory<byte> honest, ChangeWrap change)
    {
        Assert.True(EpochView.TryParse(honest, out var epoch, out _));
        var index = epoch.IndexOf(
            _talk.Bob.Identity.Agent, _talk.Bob.Viewers[0].Viewer, ReaderKind.OwnerViewer);
        var record = honest.ToArray();
        change(
            epoch.Header,
            epoch.EntryBytes(index),
            record.AsSpan(epoch.Header.Length + 64 + index * EpochLayout.WrapSize, EpochLayout.WrapSize));
        return Signed(record, epoch.Header.Length);
    }

    private byte[] Signed(byte[] record, int headerSize)
    {
        var hash = EpochHeader.Hash(record.AsSpan(0, headerSize), record.AsSpan(headerSize + 64));
        Signatures.Sign(
            _talk.A.Keys.Dsk, SignaturePurpose.Epoch, hash.Sha256OfBytes(), record.AsSpan(headerSize, 64));
        return record;
    }

    /// <summary>The record with an entry for bob's owner's other viewer as well.</summary>
    private byte[] TwoViewers(ReadOnlyMemory<byte> honest)
    {
        Assert.True(EpochView.TryParse(honest, out var epoch, out _));
        var (bob, used) = (_talk.Bob.Identity, epoch.IndexOf(
            _talk.Bob.Identity.Agent, _talk.Bob.Viewers[0].Viewer, ReaderKind.OwnerViewer));
        var other = _talk.Bob.Viewers[used < 0 ? 0 : 1];
        var added = new RosterEntry(bob.Agent, other.Viewer, ReaderKind.OwnerViewer, bob.OikHash, other.KeyId);
        var entries = Enumerable.Range(0, epoch.EntryCount).Select(epoch.Entry).Append(added)
            .OrderBy(entry => entry.Agent, SortedEntries.ById)
            .ThenBy(entry => entry.Device, SortedEntries.ById);
        var start = EpochLayout.HeaderSize(epoch.ReplyPrekeyCount, 0);
        var entryBytes = new byte[(epoch.EntryCount + 1) * RosterEntry.Size];
        var writer = new WireWriter(entryBytes);
        foreach (var entry in entries) entry.Write(ref writer);
        byte[] record =
        [
            .. epoch.Header[..start], .. entryBytes, .. new byte[64],
            .. new byte[EpochLayout.CompleteTail(epoch.EntryCount + 1)],
        ];
        record[EpochLayout.EntryCount]++;
        return Signed(record, start + entryBytes.Length);
    }
}
