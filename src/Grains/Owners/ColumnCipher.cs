using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Grains.Owners;

/// <summary>
/// Encrypts single columns with AES-256-GCM. The place of a value (table, column, row, version) is authenticated, so
/// that a value that was moved to another row does not open. Blob: version 1 || key id 1 || nonce 12 || ciphertext ||
/// tag 16.
/// </summary>
public sealed class ColumnCipher
{
    private const byte Version = 1;
    private const byte KeyId = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 2 + NonceLength;

    private readonly ReadOnlyMemory<byte> _key;

    /// <param name="secrets">Whose column key is used.</param>
    public ColumnCipher(ServerSecrets secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _key = secrets.ColumnKey;
    }

    /// <summary>Encrypts a text for one place.</summary>
    public byte[] Encrypt(string table, string column, string row, string text)
    {
        var plaintext = Encoding.UTF8.GetBytes(text);
        var blob = new byte[HeaderLength + plaintext.Length + TagLength];
        blob[0] = Version;
        blob[1] = KeyId;
        var nonce = blob.AsSpan(2, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key.Span, TagLength);
        aes.Encrypt(
            nonce, plaintext, blob.AsSpan(HeaderLength, plaintext.Length), blob.AsSpan(HeaderLength + plaintext.Length),
            PlaceOf(table, column, row));
        return blob;
    }

    /// <summary>Decrypts what was encrypted for this place.</summary>
    /// <exception cref="CryptographicException">It was changed, moved, or encrypted with another key.</exception>
    public string Decrypt(string table, string column, string row, ReadOnlySpan<byte> blob)
    {
        if (blob.Length < HeaderLength + TagLength || blob[0] != Version || blob[1] != KeyId)
            throw new CryptographicException("This is not an encrypted column of this server.");
        var plaintext = new byte[blob.Length - HeaderLength - TagLength];
        using var aes = new AesGcm(_key.Span, TagLength);
        aes.Decrypt(
            blob.Slice(2, NonceLength), blob.Slice(HeaderLength, plaintext.Length), blob[^TagLength..], plaintext,
            PlaceOf(table, column, row));
        return Encoding.UTF8.GetString(plaintext);
    }

    // Every part is preceded by its length, so that no two places have the same bytes.
    private static byte[] PlaceOf(string table, string column, string row)
    {
        using var place = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (ReadOnlySpan<string>)[table, column, row])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            place.Write(length);
            place.Write(bytes);
        }

        place.WriteByte(Version);
        return place.ToArray();
    }
}
