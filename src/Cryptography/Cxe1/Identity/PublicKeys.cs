namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Raw public keys, as CXE1 carries and hashes them.</summary>
public static class PublicKeys
{
    /// <summary>The 32 raw bytes of the public key that belongs to a private key.</summary>
    public static Bytes32 RawPublicKey(this Key key) => new(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>SHA-256 of the 32 raw bytes: how records name an OIK or AIK.</summary>
    public static Bytes32 HashOfPublicKey(this Key key) => key.RawPublicKey().Sha256OfBytes();

    /// <summary>SHA-256 of these 32 bytes.</summary>
    public static Bytes32 Sha256OfBytes(this Bytes32 bytes)
    {
        Span<byte> raw = stackalloc byte[Bytes32.Size];
        bytes.CopyTo(raw);
        return Bytes32.Sha256(raw);
    }

    /// <summary>The id of a public key for wrapping: SHA-256(suite || public key).</summary>
    public static Bytes32 KeyId(this Bytes32 publicKey, Suite suite)
    {
        Span<byte> input = stackalloc byte[2 + Bytes32.Size];
        var writer = new WireWriter(input);
        writer.UInt16((ushort)suite);
        writer.Bytes32(publicKey);
        return Bytes32.Sha256(input);
    }
}
