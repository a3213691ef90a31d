using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The checks of an epoch that every reader makes, whoever it is: device, owner, or a device that reads history. Each
/// answers one group of rows of docs/protocol/cxe1.md, section 7.4; the callers keep their order. It stores nothing.
/// </summary>
internal sealed class EpochJudgement(
    EpochView epoch, ConnectionContext connection, AgentDirectory own, AgentDirectory peer)
{
    private readonly bool _isOwn = epoch.SenderAgent == connection.Own.Agent;

    private AgentDirectory SenderDirectory => _isOwn ? own : peer;

    private AgentDirectory RecipientDirectory => _isOwn ? peer : own;

    /// <summary>The sender device's key; known after <see cref="CheckSigner"/>.</summary>
    public Bytes32 Dsk { get; private set; }

    /// <summary>Who opened the epoch; known after <see cref="CheckSigner"/>.</summary>
    public EpochSigner Signer => new(
        epoch.Connection, epoch.SenderAgent, epoch.SenderDevice, Dsk, epoch.Created, epoch.Expiry);

    /// <summary>The terms that the epoch names; known after <see cref="CheckTerms"/>.</summary>
    public EpochTerms? Terms { get; private set; }

    /// <summary>The parties, and that the epoch was not made in the future.</summary>
    public Cxe1Error CheckIdentity(long now)
    {
        if (own.Identity != connection.Own || peer.Identity != connection.Peer) return Cxe1Error.WrongIdentity;
        if (epoch.Connection != connection.Connection
            || epoch.SenderAgent != SenderDirectory.Identity.Agent
            || !SenderDirectory.Identity.CouldOpen(epoch.AikHash, epoch.Created))
            return Cxe1Error.WrongIdentity;
        return epoch.Created > now + Cxe1Limits.ClockTolerance ? Cxe1Error.NotYetValid : Cxe1Error.None;
    }

    /// <summary>The certificate and the signature.</summary>
    public Cxe1Error CheckSigner()
    {
        if (SenderDirectory.Certificate(epoch.CertificateHash) is not { } certificate) return Cxe1Error.DirectoryStale;
        if (certificate.Device != epoch.SenderDevice || certificate.AikHash != epoch.AikHash)
            return Cxe1Error.WrongIdentity;
        var list = SenderDirectory.List(epoch.SenderListVersion);
        if (list is { } known && known.AikHash != epoch.AikHash) return Cxe1Error.WrongIdentity;
        if (list?.Find(epoch.SenderDevice) is { } named && named.Dsk != certificate.Dsk)
            return Cxe1Error.WrongIdentity;
        if (!certificate.IsValidAt(epoch.Created) || epoch.Expiry > certificate.NotAfter) return Cxe1Error.Expired;
        Dsk = certificate.Dsk;
        return epoch.VerifySignature(Dsk) ? Cxe1Error.None : Cxe1Error.SignatureInvalid;
    }

    /// <summary>Both terms are known, and were in force when the epoch was opened.</summary>
    public Cxe1Error CheckTerms(ImmutableArray<ConnectionTerms> ownKnown, ImmutableArray<ConnectionTerms> peerKnown)
    {
        var (senders, recipients) = _isOwn ? (ownKnown, peerKnown) : (peerKnown, ownKnown);
        var first = TermsChain.InForce(senders, epoch.SenderTerms, epoch.Created, out var sender);
        var second = TermsChain.InForce(recipients, epoch.RecipientTerms, epoch.Created, out var recipient);
        if (sender is null || recipient is null) return Cxe1Error.TermsUnknown;
        Terms = new(sender, recipient);
        return first != Cxe1Error.None ? first : second;
    }

    /// <summary>The sender device is listed.</summary>
    public Cxe1Error CheckSender() => RosterRule.CheckSender(epoch, SenderDirectory, RecipientDirectory);

    /// <summary>The sender device is listed, and the roster is that of the lists and terms.</summary>
    public Cxe1Error CheckRoster() =>
        Terms is { } terms
            ? RosterRule.Check(epoch, SenderDirectory, RecipientDirectory, terms.Sender, terms.Recipient)
            : throw new InvalidOperationException("The terms are judged first.");

    /// <summary>Opens a wrap and compares the commitment.</summary>
    /// <param name="key">The private half of the named key.</param>
    /// <param name="entry">The 97 bytes of the reader's entry.</param>
    /// <param name="wrap">80 bytes.</param>
    /// <param name="epochSecret">32 bytes: ES, or zeros on refusal.</param>
    public Cxe1Error Open(Key key, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> wrap, Span<byte> epochSecret)
    {
        var headerHash = Bytes32.Sha256(epoch.Header);
        if (!EpochWrap.TryOpen(key, headerHash, entry, wrap, epochSecret)) return Cxe1Error.WrapInvalid;
        if (EpochSecrets.Commitment(epochSecret, epoch.EpochId) == epoch.Commitment) return Cxe1Error.None;
        CryptographicOperations.ZeroMemory(epochSecret);
        return Cxe1Error.CommitmentMismatch;
    }
}
