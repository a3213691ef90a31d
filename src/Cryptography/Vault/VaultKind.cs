namespace ContextExchange.Cryptography;

/// <summary>How a vault was sealed, as its blob says it.</summary>
internal enum VaultKind : byte
{
    Passphrase = 1,
    Key = 2,
}
