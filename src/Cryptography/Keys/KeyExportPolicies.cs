namespace ContextExchange.Cryptography;

/// <summary>Whether a secret may leave secret memory.</summary>
[Flags]
public enum KeyExportPolicies
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>Any number of times.</summary>
    AllowPlaintextExport = 1,

    /// <summary>Once.</summary>
    AllowPlaintextArchiving = 2,
}
