using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// An epoch that an owner's viewer, or a device with a re-wrap, has opened: it reads any of its messages, in any order
/// and however often. Owns the epoch's secret, in locked memory, and nothing else; disposing it ends the reading.
/// </summary>
public sealed class OpenedEpoch : IDisposable
{
    private readonly ConnectionContext _connection;
    private readonly EpochSigner _signer;
    private readonly EpochTerms _terms;
    private readonly SecretBuffer _epochSecret;
    private readonly bool _demandsApprovals;

    /// <summary>Copies the secret; the caller wipes its own.</summary>
    internal OpenedEpoch(
        EpochView epoch,
        ConnectionContext connection,
        EpochJudgement judgement,
        ReadOnlySpan<byte> epochSecret,
        bool demandsApprovals)
    {
        Epoch = epoch;
        _connection = connection;
        _signer = judgement.Signer;
        _terms = judgement.Terms ?? throw new InvalidOperationException("The terms are judged first.");
        _epochSecret = SecretBuffer.CopyOf(epochSecret);
        _demandsApprovals = demandsApprovals;
    }

    /// <summary>The record.</summary>
    public EpochView Epoch { get; }

    /// <summary>The terms of the sending side that the epoch names.</summary>
    public ConnectionTerms SenderTerms => _terms.Sender;

    /// <summary>The terms of the receiving side that the epoch names.</summary>
    public ConnectionTerms RecipientTerms => _terms.Recipient;

    /// <summary>
    /// Judges and opens a message, as docs/protocol/cxe1.md, section 9, says; it keeps nothing of it.
    /// </summary>
    /// <param name="delivered">The envelope and the approvals so far.</param>
    public MessageReading Read(ReadOnlyMemory<byte> delivered)
    {
        if (!DeliveredMessage.TryParse(delivered, out var message, out _))
            return new(Cxe1Error.MalformedEnvelope, null);
        var envelope = message.Envelope;
        if (envelope.EpochHash != Epoch.EpochHash) return new(Cxe1Error.UnknownEpoch, null);
        var error = _signer.Check(_connection, envelope, message.EnvelopeHash);
        if (error == Cxe1Error.None) error = CheckConsent(message);
        MessageContent? content = null;
        if (error == Cxe1Error.None) error = Open(envelope, out content);
        return error == Cxe1Error.None && content is not null
            ? new(error, new(message.EnvelopeHash, EnvelopeHeader.Read(envelope.Header), content))
            : new(error, null);
    }

    /// <summary>Whether a message of this epoch needs the approval of one side's owner.</summary>
    public bool Needs(EnvelopeView message, OwnerSide side) =>
        ConsentRule.Needs(message, side, _terms.Sender, _terms.Recipient);

    /// <summary>Wraps the epoch for a device of the own agent that enrolled later, so that it reads history.</summary>
    /// <param name="oik">The owner's identity key.</param>
    /// <param name="prekey">The device's signed prekey (SPK), verified.</param>
    /// <exception cref="ArgumentException">
    /// It is no signed prekey of the own agent, of small order, or the key is another owner's.
    /// </exception>
    public Rewrap Rewrap(Key oik, Prekey prekey) => Rewrap(oik, prekey, Ephemerals.Fresh);

    internal Rewrap Rewrap(Key oik, Prekey prekey, MakeEphemeral makeEphemeral)
    {
        var own = _connection.Own;
        if (prekey.Kind != PrekeyKind.SignedPrekey || prekey.Agent != own.Agent)
            throw new ArgumentException("A signed prekey of the own agent is needed.", nameof(prekey));
        if (oik.RawPublicKey() != own.Oik) throw new ArgumentException("The owner's own key signs.", nameof(oik));
        var entry = new RosterEntry(own.Agent, prekey.Device, ReaderKind.Device, own.AikHash, prekey.KeyId);
        Span<byte> entryBytes = stackalloc byte[RosterEntry.Size];
        var writer = new WireWriter(entryBytes);
        entry.Write(ref writer);
        Span<byte> wrap = stackalloc byte[EpochLayout.WrapSize];
        using var lease = _epochSecret.Open();
        var headerHash = Bytes32.Sha256(Epoch.Header);
        return EpochWrap.TrySeal(prekey.PublicKey, headerHash, entryBytes, lease.Bytes, wrap, makeEphemeral)
            ? Cxe1.Rewrap.Issue(oik, Epoch.EpochHash, entry, wrap)
            : throw new ArgumentException("The prekey is of small order.", nameof(prekey));
    }

    /// <summary>A copy of ES, for test vectors; the caller wipes it.</summary>
    internal byte[] CopySecret()
    {
        using var lease = _epochSecret.Open();
        return lease.Bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _epochSecret.Dispose();

    private Cxe1Error CheckConsent(DeliveredMessage message)
    {
        var (sender, recipient) = _signer.SenderAgent == _connection.Own.Agent
            ? (_connection.Own.Oik, _connection.Peer.Oik)
            : (_connection.Peer.Oik, _connection.Own.Oik);
        if (_demandsApprovals)
            return ConsentRule.Check(message, _terms.Sender, _terms.Recipient, sender, recipient, now: null);
        var error = ConsentRule.CheckTerms(message.Envelope, _terms.Sender, _terms.Recipient);
        return error == Cxe1Error.None
            ? ConsentRule.CheckApprovals(message, _terms.Sender, _terms.Recipient, sender, recipient, now: null)
            : error;
    }

    private Cxe1Error Open(EnvelopeView envelope, out MessageContent? content)
    {
        content = null;
        Span<byte> key = stackalloc byte[MessageKeys.KeySize];
        try
        {
            using (var lease = _epochSecret.Open()) EpochSecrets.FirstChainKey(lease.Bytes, Epoch.EpochHash, key);
            for (var n = 0; n < envelope.Index; n++) MessageKeys.Advance(key);
            MessageKeys.MessageKey(key, key);
            if (!MessageOpener.TryOpen(envelope, key, out var body, out var error)) return error;
            ContentCodec.TryRead(body, out content, out error);
            CryptographicOperations.ZeroMemory(body);
            return error;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
