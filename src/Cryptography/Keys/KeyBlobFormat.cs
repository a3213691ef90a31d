namespace ContextExchange.Cryptography;

/// <summary>
/// How a key is written as bytes. Secret formats are negative. NSec's own and PEM formats are not offered.
/// </summary>
public enum KeyBlobFormat
{
    /// <summary>The bytes of a symmetric key.</summary>
    RawSymmetricKey = -1,

    /// <summary>The bytes of a private key: Ed25519's seed, X25519's scalar.</summary>
    RawPrivateKey = -2,

    /// <summary>PKCS #8 as in RFC 8410, DER.</summary>
    PkixPrivateKey = -202,

    /// <summary>The bytes of a public key.</summary>
    RawPublicKey = 1,

    /// <summary>SubjectPublicKeyInfo as in RFC 8410, DER.</summary>
    PkixPublicKey = 201,
}
