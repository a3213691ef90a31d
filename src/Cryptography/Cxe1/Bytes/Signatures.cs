namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Ed25519 over <c>"CXE1/" || purpose || 0x00 || digest</c>, the only bytes that a key of CXE1 ever signs.
/// The digest is SHA-256 of the record's body and at the same time the record's hash.
/// </summary>
internal static class Signatures
{
    private const int MaxLabel = 16;

    public static void Sign(Key key, SignaturePurpose purpose, Bytes32 digest, Span<byte> signature)
    {
        Span<byte> message = stackalloc byte[MaxLabel + Bytes32.Size];
        var length = WriteMessage(purpose, digest, message);
        SignatureAlgorithm.Ed25519.Sign(key, message[..length], signature);
    }

    public static bool Verify(Bytes32 signer, SignaturePurpose purpose, Bytes32 digest, ReadOnlySpan<byte> signature)
    {
        Span<byte> message = stackalloc byte[MaxLabel + Bytes32.Size];
        var length = WriteMessage(purpose, digest, message);
        Span<byte> raw = stackalloc byte[Bytes32.Size];
        signer.CopyTo(raw);
        return PublicKey.TryImport(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey, out var publicKey)
            && SignatureAlgorithm.Ed25519.Verify(publicKey, message[..length], signature);
    }

    /// <summary>Writes what is signed; returns its length.</summary>
    internal static int WriteMessage(SignaturePurpose purpose, Bytes32 digest, Span<byte> message)
    {
        var label = Label(purpose);
        label.CopyTo(message);
        message[label.Length] = 0;
        digest.CopyTo(message[(label.Length + 1)..]);
        return label.Length + 1 + Bytes32.Size;
    }

    private static ReadOnlySpan<byte> Label(SignaturePurpose purpose) => purpose switch
    {
        SignaturePurpose.Connect => "CXE1/connect"u8,
        SignaturePurpose.Agent => "CXE1/agent"u8,
        SignaturePurpose.Device => "CXE1/device"u8,
        SignaturePurpose.Viewer => "CXE1/viewer"u8,
        SignaturePurpose.Prekey => "CXE1/prekey"u8,
        SignaturePurpose.Epoch => "CXE1/epoch"u8,
        SignaturePurpose.Message => "CXE1/msg"u8,
        SignaturePurpose.Terms => "CXE1/terms"u8,
        SignaturePurpose.Approval => "CXE1/approval"u8,
        SignaturePurpose.Rewrap => "CXE1/rewrap"u8,
        SignaturePurpose.Nack => "CXE1/nack"u8,
        SignaturePurpose.Rotate => "CXE1/rotate"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };
}
