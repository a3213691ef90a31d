using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// One side's terms for one connection, signed by that side's owner (OIK). Epoch headers carry the hashes of both
/// sides' terms, so that a server cannot show the two sides different rules.
/// </summary>
public sealed class ConnectionTerms : SignedRecord
{
    private const int FixedSize = 222;
    private const int PeerOffset = 96;
    private const int PeerSize = 80;

    /// <summary>The longest record.</summary>
    public const int MaxSize = FixedSize + Cxe1Limits.TermsCategories * CategoryTerms.Size + Cxe1Limits.SignatureSize;

    private ConnectionTerms(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Terms)
    {
        var reader = new WireReader(bytes.Span);
        Connection = reader.Id();
        Own = TermsParty.Read(ref reader);
        Peer = TermsParty.Read(ref reader);
        Version = reader.UInt32();
        PreviousHash = reader.Bytes32();
        Created = reader.UInt53();
        OwnerRead = (OwnerRead)reader.Byte();
        var categories = new CategoryTerms[reader.Byte()];
        for (var i = 0; i < categories.Length; i++) categories[i] = CategoryTerms.Read(ref reader);
        Categories = [.. categories];
    }

    /// <summary>The connection; in an offer the offer id.</summary>
    public Guid Connection { get; }

    /// <summary>
    /// Whether this is an inviter's first version, made for whoever holds the invite link: without a peer, and with
    /// the offer id in the connection's place.
    /// </summary>
    public bool IsOffer => Peer.IsZero;

    /// <summary>The side whose terms these are.</summary>
    public TermsParty Own { get; }

    /// <summary>The other side; all zero in an offer.</summary>
    public TermsParty Peer { get; }

    /// <summary>1, 2, 3, ...</summary>
    public uint Version { get; }

    /// <summary>The hash of the version before; zero for version 1.</summary>
    public Bytes32 PreviousHash { get; }

    /// <summary>Unix milliseconds.</summary>
    public long Created { get; }

    /// <summary>For which messages this side's owner's viewer must be in the roster.</summary>
    public OwnerRead OwnerRead { get; }

    /// <summary>At most 64 categories in ascending order of their bytes; what is not listed is never.</summary>
    public ImmutableArray<CategoryTerms> Categories { get; }

    /// <summary>Signs terms.</summary>
    /// <param name="oik">The owner's identity key.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="own">The side that signs.</param>
    /// <param name="peer">The other side.</param>
    /// <param name="created">Unix milliseconds.</param>
    /// <param name="ownerRead">The owner's choice.</param>
    /// <param name="categories">At most 64, in any order, none twice.</param>
    /// <param name="previous">The version before; null for the first.</param>
    public static ConnectionTerms Issue(
        Key oik,
        Guid connection,
        TermsParty own,
        TermsParty peer,
        long created,
        OwnerRead ownerRead,
        IEnumerable<CategoryTerms> categories,
        ConnectionTerms? previous)
    {
        var version = (previous?.Version ?? 0) + 1;
        var record = Write(
            connection, own, peer, version, previous?.Hash ?? default, created, ownerRead, categories);
        Sign(oik, SignaturePurpose.Terms, record);
        return Issued(TryParse(record, out var terms, out var error), terms, error);
    }

    /// <summary>Signs an offer: the inviter's first version, before anybody has accepted.</summary>
    /// <param name="oik">The inviting owner's identity key.</param>
    /// <param name="secret">The 32 bytes of the invite link.</param>
    /// <param name="own">The inviting side.</param>
    /// <param name="created">Unix milliseconds.</param>
    /// <param name="ownerRead">The owner's choice; the acceptor sees it before accepting.</param>
    /// <param name="categories">At most 64, in any order, none twice.</param>
    public static ConnectionTerms IssueOffer(
        Key oik,
        ReadOnlySpan<byte> secret,
        TermsParty own,
        long created,
        OwnerRead ownerRead,
        IEnumerable<CategoryTerms> categories) =>
        Issue(oik, OfferId(secret), own, peer: default, created, ownerRead, categories, previous: null);

    /// <summary>
    /// The offer id of an invite: the first 16 bytes of SHA-256("CXE1 offer" || secret). It binds an offer to one
    /// link, so that no server can use it for another connection.
    /// </summary>
    /// <param name="secret">The 32 bytes of the invite link.</param>
    /// <exception cref="ArgumentException">The secret has another length.</exception>
    public static Guid OfferId(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Bytes32.Size) throw new ArgumentException("A secret has 32 bytes.", nameof(secret));
        Span<byte> input = stackalloc byte["CXE1 offer"u8.Length + Bytes32.Size];
        "CXE1 offer"u8.CopyTo(input);
        secret.CopyTo(input["CXE1 offer"u8.Length..]);
        Span<byte> digest = stackalloc byte[Bytes32.Size];
        Bytes32.Sha256(input).CopyTo(digest);
        return new(digest[..16], bigEndian: true);
    }

    /// <summary>What this side's agent may send of a category; never if it is not listed.</summary>
    public ConsentLevel ShareLevel(Guid category) => Find(category)?.Share ?? ConsentLevel.Never;

    /// <summary>What this side's agent may receive of a category; never if it is not listed.</summary>
    public ConsentLevel ReceiveLevel(Guid category) => Find(category)?.Receive ?? ConsentLevel.Never;

    /// <summary>
    /// Whether this side's owner may have a viewer in a roster: it reads everything, or has to decide about something.
    /// </summary>
    public bool AdmitsViewer =>
        OwnerRead == OwnerRead.Everything
        || Categories.Any(entry => entry.Share == ConsentLevel.Ask || entry.Receive == ConsentLevel.Ask);

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ConnectionTerms? terms, out Cxe1Error error)
    {
        terms = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) terms = new(bytes);
        return error == Cxe1Error.None;
    }

    /// <summary>The record without its signature, whose place is left zero.</summary>
    private static byte[] Write(
        Guid connection,
        TermsParty own,
        TermsParty peer,
        uint version,
        Bytes32 previousHash,
        long created,
        OwnerRead ownerRead,
        IEnumerable<CategoryTerms> categories)
    {
        var sorted = categories.OrderBy(entry => entry.Category, SortedEntries.ById).ToArray();
        var record = new byte[FixedSize + sorted.Length * CategoryTerms.Size + Cxe1Limits.SignatureSize];
        var writer = new WireWriter(record);
        writer.Id(connection);
        own.Write(ref writer);
        peer.Write(ref writer);
        writer.UInt32(version);
        writer.Bytes32(previousHash);
        writer.UInt53(created);
        writer.Byte((byte)ownerRead);
        writer.Byte(checked((byte)sorted.Length));
        foreach (var entry in sorted) entry.Write(ref writer);
        return record;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedSize + Cxe1Limits.SignatureSize) return Cxe1Error.WrongLength;
        var count = bytes[FixedSize - 1];
        if (bytes.Length != FixedSize + count * CategoryTerms.Size + Cxe1Limits.SignatureSize)
            return Cxe1Error.WrongLength;
        var entries = bytes.Slice(FixedSize, count * CategoryTerms.Size);
        var reader = new WireReader(bytes);
        reader.Take(16 + 80 + 80);
        var version = reader.UInt32();
        var isFirst = reader.Bytes32().IsZero;
        reader.UInt53();
        if (reader.Byte() > (byte)OwnerRead.Everything) return Cxe1Error.UnknownValue;
        for (var i = 0; i < count; i++)
        {
            var entry = new WireReader(entries.Slice(i * CategoryTerms.Size, CategoryTerms.Size));
            if (!CategoryTerms.Read(ref entry).IsKnown) return Cxe1Error.UnknownValue;
        }
        if (reader.NumberTooLarge || version == 0 || isFirst != (version == 1) || count > Cxe1Limits.TermsCategories)
            return Cxe1Error.NumberOutOfRange;
        if (version != 1 && !bytes.Slice(PeerOffset, PeerSize).ContainsAnyExcept((byte)0))
            return Cxe1Error.NumberOutOfRange;
        return SortedEntries.AreAscending(entries, CategoryTerms.Size, keySize: 16)
            ? CheckPeer(bytes)
            : Cxe1Error.NotSorted;
    }

    /// <summary>The peer's three fields are all zero or all set.</summary>
    private static Cxe1Error CheckPeer(ReadOnlySpan<byte> bytes)
    {
        var zeros = 0;
        foreach (var (offset, length) in (ReadOnlySpan<(int, int)>)[(96, 16), (112, 32), (144, 32)])
            if (!bytes.Slice(offset, length).ContainsAnyExcept((byte)0))
                zeros++;
        return zeros is 0 or 3 ? Cxe1Error.None : Cxe1Error.WrongIdentity;
    }

    private CategoryTerms? Find(Guid category)
    {
        foreach (var entry in Categories)
            if (entry.Category == category)
                return entry;
        return null;
    }
}
