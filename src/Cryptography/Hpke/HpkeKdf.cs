namespace ContextExchange.Cryptography;

/// <summary>Key derivation functions of HPKE, with the ids of RFC 9180 section 7.2.</summary>
public enum HpkeKdf
{
    /// <summary>No function; always refused.</summary>
    None = 0,

    /// <summary>HKDF-SHA-256, the one that we use.</summary>
    HkdfSha256 = 0x0001,

    /// <summary>HKDF-SHA-512.</summary>
    HkdfSha512 = 0x0003,
}
