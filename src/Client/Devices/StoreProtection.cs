using System.Security.Cryptography;
using ContextExchange.Cryptography;

namespace ContextExchange.Client;

/// <summary>
/// What opens a device's store: a key file that only its user may read, or a passphrase. It wraps the store's own
/// random key, which encrypts every row, so it can be changed without writing the rows again.
/// </summary>
public sealed class StoreProtection : IDisposable
{
    private readonly SecretBuffer _secret;
    private readonly bool _isPassphrase;

    private StoreProtection(SecretBuffer secret, bool isPassphrase)
    {
        _secret = secret;
        _isPassphrase = isPassphrase;
    }

    /// <summary>Reads a key file of 32 bytes; makes one with mode 0600 when there is none.</summary>
    /// <exception cref="DeviceStoreException"><c>store-locked</c>: the file has another length.</exception>
    public static StoreProtection FromKeyFile(string path)
    {
        if (!File.Exists(path)) CreateKeyFile(path);
        var key = File.ReadAllBytes(path);
        try
        {
            if (key.Length != SecretVault.KeySize)
            {
                throw new DeviceStoreException(
                    "store-locked",
                        $"The key file {path} has {key.Length} bytes instead of {SecretVault.KeySize}: restore it.");
            }

            return new StoreProtection(SecretBuffer.CopyOf(key), isPassphrase: false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Uses a passphrase (Argon2id, 64 MiB, about a quarter of a second).</summary>
    /// <param name="passphrase">UTF-8, not empty; the caller wipes it.</param>
    public static StoreProtection FromPassphrase(ReadOnlySpan<byte> passphrase)
    {
        if (passphrase.IsEmpty) throw new ArgumentException("The passphrase is empty.", nameof(passphrase));
        return new StoreProtection(SecretBuffer.CopyOf(passphrase), isPassphrase: true);
    }

    /// <inheritdoc />
    public void Dispose() => _secret.Dispose();

    internal byte[] Wrap(ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> secret)
    {
        using var lease = _secret.Open();
        return _isPassphrase
            ? SecretVault.SealWithPassphrase(lease.Bytes, VaultPassphraseCost.Default, associatedData, secret)
            : SecretVault.SealWithKey(lease.Bytes, associatedData, secret);
    }

    /// <exception cref="DeviceStoreException">It does not open.</exception>
    internal SecretBuffer Unwrap(ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> blob)
    {
        using var lease = _secret.Open();
        var opened = _isPassphrase
            ? SecretVault.OpenWithPassphrase(lease.Bytes, associatedData, blob)
            : SecretVault.OpenWithKey(lease.Bytes, associatedData, blob);
        return opened.Secret ?? throw new DeviceStoreException(
            opened.Refusal is VaultRefusal.NotAuthentic or VaultRefusal.WrongKind ? "store-locked" : "store-damaged",
            opened.Refusal switch
            {
                VaultRefusal.WrongKind when _isPassphrase =>
                    "The store is protected by a key file, not by a passphrase.",
                VaultRefusal.WrongKind => "The store is protected by a passphrase, not by a key file.",
                VaultRefusal.NotAuthentic when _isPassphrase => "The passphrase does not open the store.",
                VaultRefusal.NotAuthentic => "The key file does not belong to this store.",
                _ => $"The store's key is damaged ({opened.Refusal}).",
            });
    }

    private static void CreateKeyFile(string path)
    {
        var key = RandomNumberGenerator.GetBytes(SecretVault.KeySize);
        try
        {
            using var file = PrivateFile.Create(path);
            file.Write(key);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
