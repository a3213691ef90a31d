using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>A rogue sender signs whatever it likes: epochs that are rightly signed and still refused.</summary>
public sealed class CraftedEpochTests
{
    private const int FirstReplyPrekey = 289;
    private const int FirstEntry = FirstReplyPrekey + 3 * 179;

    private readonly TestConversation _talk = new(aliceDevices: 2, bobDevices: 2);
    private readonly byte[] _record;
    private readonly EpochView _honest;

    public CraftedEpochTests()
    {
        _talk.Seal(_talk.A, "text");
        _record = TestConversation.Collect(_talk.A)[0].Bytes.ToArray();
        Assert.True(EpochView.TryParse(_record.ToArray(), out var view, out _));
        _honest = view;
    }

    private int HeaderSize => _honest.Header.Length;

    private int MyIndex => _honest.IndexOf(_talk.Bob.Identity.Agent, _talk.B.Keys.Device, ReaderKind.Device);

    [Fact]
    public void ASignedHonestEpochIsAcceptedSoTheRefusalsBelowHaveOneReason()
    {
        Sign();
        Assert.Equal(Cxe1Error.None, Accept());
    }

    [Theory]
    [InlineData(0, "02", Cxe1Error.UnknownVersion)]
    [InlineData(1, "0002", Cxe1Error.UnknownSuite)]
    [InlineData(19, "00000000", Cxe1Error.NumberOutOfRange)]
    [InlineData(199, "ffffffffffffffff", Cxe1Error.NumberOutOfRange)]
    [InlineData(207, "001fffffffffffff", Cxe1Error.LifetimeOutOfRange)]
    [InlineData(207, "0000000000000000", Cxe1Error.LifetimeOutOfRange)]
    [InlineData(215, "00000000", Cxe1Error.NumberOutOfRange)]
    [InlineData(215, "00000009", Cxe1Error.DirectoryStale)]
    [InlineData(219, "00000009", Cxe1Error.DirectoryStale)]
    [InlineData(71, "0000000000000000", Cxe1Error.WrongIdentity)]
    [InlineData(103, "0000000000000000", Cxe1Error.DirectoryStale)]
    [InlineData(135, "01", Cxe1Error.TermsUnknown)]
    [InlineData(167, "01", Cxe1Error.TermsUnknown)]
    [InlineData(223, "0000000000000000", Cxe1Error.WrapInvalid)]
    [InlineData(135, "0000000000000000000000000000000000000000000000000000000000000000", Cxe1Error.NumberOutOfRange)]
    [InlineData(167, "0000000000000000000000000000000000000000000000000000000000000000", Cxe1Error.NumberOutOfRange)]
    [InlineData(287, "02", Cxe1Error.WrongLength)]
    [InlineData(288, "00", Cxe1Error.WrongLength)]
    [InlineData(FirstReplyPrekey, "ffffffffffffffffffffffffffffffff", Cxe1Error.NotSorted)]
    [InlineData(FirstReplyPrekey + 32, "0002", Cxe1Error.UnknownSuite)]
    [InlineData(FirstReplyPrekey + 34, "ff", Cxe1Error.WrongIdentity)]
    [InlineData(FirstReplyPrekey + 66, "01", Cxe1Error.UnknownValue)]
    public void ASignedHeaderThatDoesNotFitIsRefused(int offset, string bytes, Cxe1Error expected)
    {
        Hex(bytes).CopyTo(_record, offset);
        Sign();
        Assert.Equal(expected, Accept());
    }

    [Theory]
    [InlineData(32, "03", Cxe1Error.UnknownValue)]
    [InlineData(32, "02", Cxe1Error.DirectoryStale)]
    [InlineData(33, "0000000000000000", Cxe1Error.RosterNamesGhost)]
    [InlineData(65, "0000000000000000", Cxe1Error.PrekeyGone)]
    public void AnEntryThatDoesNotFitIsRefused(int offset, string bytes, Cxe1Error expected)
    {
        Hex(bytes).CopyTo(_record, FirstEntry + MyIndex * RosterEntry.Size + offset);
        Sign();
        Assert.Equal(expected, Accept());
    }

    [Fact]
    public void TwoEntriesForOneReaderAreRefused()
    {
        var entries = _record.AsSpan(FirstEntry, 3 * RosterEntry.Size);
        entries[..RosterEntry.Size].CopyTo(entries[RosterEntry.Size..]);
        Sign();
        Assert.Equal(Cxe1Error.NotSorted, Accept());
    }

    [Fact]
    public void AWrapOfAnotherSecretThanTheCommittedOneIsRefused()
    {
        // The equivocation: this reader would get its own chain, and another text than the others.
        var prekey = _talk.Bob.Prekeys.Single(prekey => prekey.Device == _talk.B.Keys.Device);
        Assert.True(EpochWrap.TrySeal(
            prekey.PublicKey,
            Bytes32.Sha256(_honest.Header),
            _honest.EntryBytes(MyIndex),
            TestKeys.Digest("another secret").ToArray(),
            _record.AsSpan(HeaderSize + 64 + MyIndex * 80, 80),
            Ephemerals.Fresh));
        Sign();
        Assert.Equal(Cxe1Error.CommitmentMismatch, Accept());
    }

    [Fact]
    public void AReadersWrapInAnotherReadersPlaceDoesNotOpen()
    {
        var wraps = _record.AsSpan(HeaderSize + 64);
        var other = (MyIndex + 1) % 3;
        wraps.Slice(other * 80, 80).CopyTo(wraps[(MyIndex * 80)..]);
        Sign();
        Assert.Equal(Cxe1Error.WrapInvalid, Accept());
    }

    [Fact]
    public void AWrapOfSmallOrderDoesNotOpen()
    {
        _record.AsSpan(HeaderSize + 64 + MyIndex * 80, 32).Clear();
        Sign();
        Assert.Equal(Cxe1Error.WrapInvalid, Accept());
    }

    [Fact]
    public void AReplyPrekeyThatTheSenderDidNotSignIsRefused()
    {
        var mine = 0;
        var device = Bytes(_talk.B.Keys.Device);
        while (!_record.AsSpan(FirstReplyPrekey + mine * 179 + 16, 16).SequenceEqual(device)) mine++;
        _record[FirstReplyPrekey + mine * 179 + 178] ^= 1;
        // A changed header needs a new wrap, or the wrap would be what is refused.
        var header = _record.AsSpan(0, HeaderSize);
        var prekey = _talk.Bob.Prekeys.Single(prekey => prekey.Device == _talk.B.Keys.Device);
        var epochSecret = TestKeys.Digest("secret").ToArray();
        EpochSecrets.Commitment(epochSecret, _honest.EpochId).CopyTo(header[223..]);
        Assert.True(EpochWrap.TrySeal(
            prekey.PublicKey,
            Bytes32.Sha256(header),
            _honest.EntryBytes(MyIndex),
            epochSecret,
            _record.AsSpan(HeaderSize + 64 + MyIndex * 80, 80),
            Ephemerals.Fresh));
        Sign();
        Assert.Equal(Cxe1Error.SignatureInvalid, Accept());
    }

    [Fact]
    public void APrekeyOfSmallOrderIsTheReadersRefusal()
    {
        var talk = new TestConversation();
        var useless = Prekey.Issue(
            talk.B.Keys.Dsk,
            talk.Bob.Identity.Agent,
            talk.B.Keys.Device,
            PrekeyKind.OneTimePrekey,
            default,
            talk.Clock.Now);
        talk.Bob.Prekeys.Add(useless);
        Assert.False(talk.TrySeal(talk.A, "text", out _, out var error));
        Assert.Equal(Cxe1Error.RecipientKeyInvalid, error);
        Assert.Empty(TestConversation.Collect(talk.A));
    }

    private static byte[] Bytes(Guid id)
    {
        var bytes = new byte[16];
        Assert.True(id.TryWriteBytes(bytes, bigEndian: true, out _));
        return bytes;
    }

    private void Sign()
    {
        var hash = EpochHeader.Hash(_record.AsSpan(0, HeaderSize), _record.AsSpan(HeaderSize + 64));
        var signature = _record.AsSpan(HeaderSize, 64);
        Signatures.Sign(_talk.A.Keys.Dsk, SignaturePurpose.Epoch, Bytes32.Sha256(hash.ToArray()), signature);
    }

    private Cxe1Error Accept()
    {
        var before = _talk.B.Store.Tables;
        var error = _talk.Accept(_talk.B, _record);
        if (error != Cxe1Error.None) Assert.Same(before, _talk.B.Store.Tables);
        return error;
    }
}
