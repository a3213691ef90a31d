namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// A record of fixed fields followed by one signature over them: certificate, device list, prekey, terms, connect
/// proof. Parsing checks the form; who must have signed is the reader's question, answered by
/// <see cref="VerifySignature"/> with a key that the reader knows from elsewhere.
/// </summary>
public abstract class SignedRecord
{
    private readonly SignaturePurpose _purpose;
    private readonly int _bodySize;

    private protected SignedRecord(ReadOnlyMemory<byte> bytes, SignaturePurpose purpose)
        : this(bytes, bytes.Length - Cxe1Limits.SignatureSize, purpose)
    {
    }

    /// <summary>For a record in which something that the body vouches for follows the signature.</summary>
    private protected SignedRecord(ReadOnlyMemory<byte> bytes, int bodySize, SignaturePurpose purpose)
    {
        Bytes = bytes;
        _bodySize = bodySize;
        _purpose = purpose;
        Hash = Bytes32.Sha256(bytes.Span[..bodySize]);
    }

    /// <summary>
    /// The whole record, signature included. It is borrowed from whoever parsed it and must not change.
    /// </summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// SHA-256 of the body, without the signature: what is signed, and how other records name this one.
    /// </summary>
    public Bytes32 Hash { get; }

    /// <summary>Whether the holder of this Ed25519 key signed the record.</summary>
    public bool VerifySignature(Bytes32 signer) =>
        Signatures.Verify(signer, _purpose, Hash, Bytes.Span.Slice(_bodySize, Cxe1Limits.SignatureSize));

    /// <summary>
    /// Signs the body that stands at the start of <paramref name="record"/> and appends the signature.
    /// </summary>
    private protected static void Sign(Key key, SignaturePurpose purpose, Span<byte> record) =>
        Signatures.Sign(
            key,
            purpose,
            Bytes32.Sha256(record[..^Cxe1Limits.SignatureSize]),
            record[^Cxe1Limits.SignatureSize..]);

    /// <summary>
    /// Own records are read back through the parser, so that nothing is issued that readers would refuse.
    /// </summary>
    private protected static T Issued<T>(bool parsed, T? record, Cxe1Error error) where T : SignedRecord =>
        parsed && record is not null
            ? record
            : throw new ArgumentException($"These values make no valid {typeof(T).Name}: {error}.");
}
