using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>A thief copies a device's whole store after 10,000 messages over many epochs.</summary>
public sealed class StateDumpTests(ITestOutputHelper output)
{
    private const int Messages = 10_000;
    private const int PerTurn = 40;

    private readonly TestConversation _talk = new();
    private readonly Random _random = new(20_260_101);
    private readonly Dictionary<Bytes32, EpochView> _epochs = [];
    private readonly List<EnvelopeView> _toBob = [];

    [Fact]
    public void EarlierMessagesOpenOnlyByKeptPrekeysAndSkippedKeysAndNewOnesNotAfterTheNextTurn()
    {
        for (var turn = 0; turn < Messages / PerTurn; turn++) Turn(turn);
        Assert.Equal(Messages, _toBob.Count);
        var dump = new StateDump(_talk.B.Store);
        Assert.Empty(dump.PlainTexts);
        var expected = Expected();
        var opened = _toBob.ToLookup(envelope => dump.Opens(envelope, _epochs[envelope.EpochHash]));
        output.WriteLine(
            $"{_epochs.Count} epochs, {_toBob.Count} messages: {opened[DumpKey.None].Count()} stay closed, "
            + $"{opened[DumpKey.Prekey].Count()} open by a prekey that is still held, "
            + $"{opened[DumpKey.Skipped].Count()} by a skipped key, {opened[DumpKey.Chain].Count()} by a chain");
        Assert.Equal(expected.Count(one => one == DumpKey.Prekey), opened[DumpKey.Prekey].Count());
        Assert.Equal(expected.Count(one => one == DumpKey.Skipped), opened[DumpKey.Skipped].Count());
        Assert.Empty(opened[DumpKey.Chain]);
        Assert.True(opened[DumpKey.None].Count() > Messages * 8 / 10);
        Assert.NotEmpty(opened[DumpKey.Prekey]);
        Assert.NotEmpty(opened[DumpKey.Skipped]);

        // The thief that tries every 32 bytes in every place finds no more of a sample than the one that knows where.
        var sample = _toBob.Where(envelope => envelope.Index == 2).Where((_, i) => i % 60 == 5).ToArray();
        var blind = new Thief(dump.SecretTables);
        Assert.All(sample, envelope => Assert.Equal(
            dump.Opens(envelope, _epochs[envelope.EpochHash]) != DumpKey.None,
            blind.Opens(envelope.Bytes, _epochs[envelope.EpochHash].Bytes)));

        // Healing: the victim opens an epoch, and the peer answers with its reply prekey.
        Answer();
        var before = _toBob.Count;
        Turn(Messages);
        Assert.Equal(PerTurn, _toBob.Count - before);
        Assert.All(
            _toBob.Skip(before),
            envelope => Assert.Equal(DumpKey.None, dump.Opens(envelope, _epochs[envelope.EpochHash])));
    }

    /// <summary>
    /// Alice sends 40 messages in an epoch of its own, now and then to the signed prekey; bob reads, mostly in order.
    /// </summary>
    private void Turn(int turn)
    {
        _talk.Clock.Now += Cxe1Limits.ReplyEpochInterval;
        if (turn % 20 == 0) _talk.Bob.AddPrekeys(_talk.B, PrekeyKind.OneTimePrekey, 1);
        if (turn % 10 == 5) ForgetReplyPrekeys();
        _talk.A.Sender.DropEpoch();
        for (var n = 0; n < PerTurn; n++) _talk.Seal(_talk.A, $"{turn} {n}");
        var lost = turn % 25 == 7 ? _random.Next(1, PerTurn - 1) : -1;
        var place = -1;
        foreach (var item in TestConversation.Collect(_talk.A))
        {
            if (item.IsEpoch)
            {
                Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, item.Bytes));
                Assert.True(EpochView.TryParse(item.Bytes, out var epoch, out _));
                _epochs[epoch.EpochHash] = epoch;
                continue;
            }
            Assert.True(EnvelopeView.TryParse(item.Bytes, out var envelope, out _));
            _toBob.Add(envelope);
            if (++place == lost) continue;
            var outcome = _talk.Receive(_talk.B, item.Bytes);
            Assert.Equal(Cxe1Error.None, outcome.Error);
            Inbox.Acknowledge(_talk.B.Store, outcome.Message!.EnvelopeHash);
        }
        // All that alice sends later is beyond this epoch: its chain has done its work.
        Finish(_toBob[^1]);
        if (turn < Messages) Answer();
    }

    private void Answer()
    {
        _talk.Clock.Now += Cxe1Limits.ReplyEpochInterval;
        _talk.B.Sender.DropEpoch();
        _talk.Exchange(_talk.B, _talk.A, "answer");
        foreach (var message in Inbox.Unacknowledged(_talk.A.Store, 10))
            Inbox.Acknowledge(_talk.A.Store, message.EnvelopeHash);
        foreach (var row in _talk.B.Store.Rows(DeviceTable.Sent).ToArray())
            SentMessages.Forget(_talk.B.Store, new(row.Key));
    }

    /// <summary>
    /// Bob's chain stands behind the epoch's last message, so what it holds opens nothing that was sent.
    /// </summary>
    private void Finish(EnvelopeView last)
    {
        using var transaction = _talk.B.Store.Begin();
        using var chain = ReceivingChain.Load(transaction, last.EpochHash);
        Assert.Equal((PerTurn, PerTurn - 1), (chain!.Next, last.Index));
    }

    private void ForgetReplyPrekeys()
    {
        using var transaction = _talk.A.Store.Begin();
        foreach (var row in _talk.A.Store.Rows(DeviceTable.PeerReplyPrekeys))
            transaction.Delete(DeviceTable.PeerReplyPrekeys, row.Key);
        transaction.Commit();
    }

    /// <summary>
    /// By what each message should open: the signed prekey is held, and what was lost has a skipped key.
    /// </summary>
    private List<DumpKey> Expected()
    {
        var signed = _talk.Bob.Prekeys
            .Where(prekey => prekey.Kind == PrekeyKind.SignedPrekey)
            .Select(prekey => prekey.KeyId)
            .ToHashSet();
        using var transaction = _talk.B.Store.Begin();
        return
        [
            .. _toBob.Select(envelope =>
                signed.Contains(_epochs[envelope.EpochHash].Entry(0).KeyId) ? DumpKey.Prekey
                : Inbox.Knows(transaction, envelope.ComputeHash(), out _) ? DumpKey.None
                : DumpKey.Skipped),
        ];
    }
}
