using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Everything that is hashed under the server's pepper: the secrets of credentials, addresses, e-mail addresses and
/// challenges. Without the pepper the stored values tell nothing and cannot be guessed at.
/// </summary>
public sealed class Pepper
{
    private readonly byte[] _pepper;
    private readonly byte[] _originKey;
    private readonly byte[] _emailKey;
    private readonly byte[] _challengeKey;
    private readonly byte[] _sessionKey;
    private readonly byte[] _callKey;

    /// <param name="pepper">32 bytes; copied.</param>
    /// <param name="id">Names the pepper beside each hash, so that another can follow it.</param>
    /// <exception cref="ArgumentException">The pepper has another length.</exception>
    public Pepper(ReadOnlySpan<byte> pepper, byte id)
    {
        if (pepper.Length != 32)
            throw new ArgumentException("A pepper is 32 bytes long.", nameof(pepper));
        Id = id;
        _pepper = pepper.ToArray();
        // Labels are shorter than a secret, so no subkey is ever the hash of one.
        _originKey = HMACSHA256.HashData(_pepper, "cex origin"u8);
        _emailKey = HMACSHA256.HashData(_pepper, "cex e-mail"u8);
        _challengeKey = HMACSHA256.HashData(_pepper, "cex challenge"u8);
        _sessionKey = HMACSHA256.HashData(_pepper, "cex session"u8);
        _callKey = HMACSHA256.HashData(_pepper, "cex call"u8);
    }

    /// <summary>Which pepper this is.</summary>
    public byte Id { get; }

    /// <summary>What a store keeps of a credential: HMAC-SHA256 of its secret (32 bytes).</summary>
    public byte[] HashOf(CredentialText credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return HMACSHA256.HashData(_pepper, credential.Secret);
    }

    /// <summary>
    /// 16 hex digits that stand for an address in audit records and limits: equal for an IPv4 address, and for all
    /// addresses of one IPv6 /64 (one subscriber has that many).
    /// </summary>
    public string OriginOf(IPAddress? address)
    {
        address ??= IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var network = address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, 8) : bytes;
        return Convert.ToHexStringLower(HMACSHA256.HashData(_originKey, network).AsSpan(0, 8));
    }

    /// <summary>Blind index of an e-mail address (32 bytes): surrounding space and case do not count.</summary>
    public byte[] HashOfEmail(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        return HMACSHA256.HashData(_emailKey, Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()));
    }

    /// <summary>HMAC-SHA256 (32 bytes) under a subkey of this purpose.</summary>
    /// <param name="purpose">
    /// Names the subkey; at most 24 ASCII characters, so that it is never a secret's length.
    /// </param>
    /// <param name="data">What is authenticated or hidden.</param>
    internal byte[] TagOf(string purpose, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(purpose.Length, 24);
        return HMACSHA256.HashData(HMACSHA256.HashData(_pepper, Encoding.ASCII.GetBytes("cex " + purpose)), data);
    }

    /// <summary>Shows no key.</summary>
    public override string ToString() => $"Pepper {Id} [redacted]";

    /// <summary>Names a caller's idempotency key without telling it (32 bytes).</summary>
    internal byte[] NameOfCall(string caller, string key) =>
        HMACSHA256.HashData(_callKey, Encoding.UTF8.GetBytes($"{caller}\n{key}"));

    /// <summary>What the public id of the one session follows from that a nonce can open (32 bytes).</summary>
    internal byte[] SourceOfSession(ReadOnlySpan<byte> nonce) => HMACSHA256.HashData(_sessionKey, nonce);

    internal byte[] TagOfChallenge(ReadOnlySpan<byte> challenge) => HMACSHA256.HashData(_challengeKey, challenge);
}
