namespace ContextExchange.Cryptography;

/// <summary>How a shared secret is written as bytes.</summary>
public enum SharedSecretBlobFormat
{
    /// <summary>No format; always refused.</summary>
    None = 0,

    /// <summary>The bytes of the secret.</summary>
    RawSharedSecret = -1,
}
