namespace ContextExchange.Cryptography;

/// <summary>Encryption functions of HPKE, with the ids of RFC 9180 section 7.3.</summary>
public enum HpkeAead
{
    /// <summary>No function; always refused.</summary>
    None = 0,

    /// <summary>AES-128-GCM.</summary>
    Aes128Gcm = 0x0001,

    /// <summary>AES-256-GCM.</summary>
    Aes256Gcm = 0x0002,

    /// <summary>ChaCha20-Poly1305, the one that we use.</summary>
    ChaCha20Poly1305 = 0x0003,

    /// <summary>No encryption: secrets are exported only.</summary>
    ExportOnly = 0xFFFF,
}
