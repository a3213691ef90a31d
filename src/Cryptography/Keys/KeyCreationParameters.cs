namespace ContextExchange.Cryptography;

/// <summary>What a new key allows; the default forbids export.</summary>
public ref struct KeyCreationParameters
{
    /// <summary>Whether the key may be exported; None unless set.</summary>
    public KeyExportPolicies ExportPolicy { get; set; }
}
