namespace ContextExchange.Cryptography;

/// <summary>What a new shared secret allows; the default forbids export.</summary>
public ref struct SharedSecretCreationParameters
{
    /// <summary>Whether the secret may be exported; None unless set.</summary>
    public KeyExportPolicies ExportPolicy { get; set; }
}
