using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Protocol;

/// <summary>
/// One credential as people and programs carry it: <c>prefix || public id 12 || _ || secret 43 || checksum 6</c>, all
/// base 62 (exchange-v1, section 7). It owns the secret's bytes and never shows them but through <see cref="Reveal"/>;
/// whether the credential is in force only its grain knows.
/// </summary>
public sealed class CredentialText
{
    /// <summary>Characters of the public id.</summary>
    public const int PublicIdLength = 12;

    /// <summary>Bytes of the secret.</summary>
    public const int SecretSize = 32;

    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int LengthAfterPrefix = PublicIdLength + 1 + SecretLength + ChecksumLength;

    private readonly byte[] _secret;

    private CredentialText(CredentialKind kind, string publicId, byte[] secret)
    {
        Kind = kind;
        PublicId = publicId;
        _secret = secret;
    }

    /// <summary>Every kind, in the order of the enum.</summary>
    public static IReadOnlyList<CredentialKind> Kinds { get; } = Enum.GetValues<CredentialKind>();

    /// <summary>What it is for, as its prefix says.</summary>
    public CredentialKind Kind { get; }

    /// <summary>12 base-62 characters that name it: safe to log, list and look up by.</summary>
    public string PublicId { get; }

    /// <summary>The 256-bit secret (32 bytes). Hash it; never store or log it.</summary>
    public ReadOnlySpan<byte> Secret => _secret;

    /// <summary>A new credential from the system's cryptographic source.</summary>
    public static CredentialText Create(CredentialKind kind) => new(
        kind, RandomNumberGenerator.GetString(Base62.Alphabet, PublicIdLength),
        RandomNumberGenerator.GetBytes(SecretSize));

    /// <summary>
    /// A new credential whose public id follows from a source of at least 12 bytes, so that no two of the same source
    /// can both be issued. The secret comes from the system's cryptographic source.
    /// </summary>
    public static CredentialText Create(CredentialKind kind, ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, PublicIdLength);
        Span<char> id = stackalloc char[PublicIdLength];
        for (var i = 0; i < id.Length; i++) id[i] = Base62.Alphabet[source[i] % Base62.Alphabet.Length];
        return new CredentialText(kind, new string(id), RandomNumberGenerator.GetBytes(SecretSize));
    }

    /// <summary>The prefix of a kind, underscore included: <c>cex_live_</c> and so on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enum.</exception>
    public static string Prefix(CredentialKind kind) => kind switch
    {
        CredentialKind.AgentKey => "cex_live_",
        CredentialKind.AgentSession => "cex_ses_",
        CredentialKind.OwnerSession => "cex_own_",
        CredentialKind.Ticket => "cex_tik_",
        CredentialKind.Invite => "cex_inv_",
        CredentialKind.Bootstrap => "cex_boot_",
        CredentialKind.PageCode => "cex_page_",
        CredentialKind.SignInLink => "cex_link_",
        CredentialKind.AccountSession => "cex_acc_",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of credential."),
    };

    /// <summary>
    /// Reads a credential of any kind. False for everything that <see cref="Reveal"/> could not have written, a wrong
    /// checksum included; it never throws and never says what was wrong.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out CredentialText? credential)
    {
        credential = null;
        foreach (var kind in Kinds)
        {
            var prefix = Prefix(kind);
            if (text.StartsWith(prefix, StringComparison.Ordinal))
                return TryParse(text, kind, prefix.Length, out credential);
        }

        return false;
    }

    /// <summary>The whole text with the secret in it, to be shown once to whom it belongs.</summary>
    public string Reveal()
    {
        Span<char> text = stackalloc char[16 + LengthAfterPrefix];
        var prefix = Prefix(Kind);
        prefix.CopyTo(text);
        var at = prefix.Length;
        PublicId.CopyTo(text[at..]);
        at += PublicIdLength;
        text[at++] = '_';
        Base62.Encode(_secret, text.Slice(at, SecretLength));
        at += SecretLength;
        Base62.Encode(Checksum(text[..at]), text.Slice(at, ChecksumLength));
        var whole = new string(text[..(at + ChecksumLength)]);
        text.Clear();
        return whole;
    }

    /// <summary>Prefix and public id only: fit for logs and messages.</summary>
    public override string ToString() => Prefix(Kind) + PublicId + "_[redacted]";

    private static bool TryParse(
        ReadOnlySpan<char> text, CredentialKind kind, int prefix, [NotNullWhen(true)] out CredentialText? credential)
    {
        credential = null;
        if (text.Length != prefix + LengthAfterPrefix || text[prefix + PublicIdLength] != '_')
            return false;
        var publicId = text.Slice(prefix, PublicIdLength);
        if (publicId.ContainsAnyExcept(Base62.Characters))
            return false;
        Span<byte> checksum = stackalloc byte[4];
        if (!Base62.TryDecode(text[^ChecksumLength..], checksum)
            || !checksum.SequenceEqual(Checksum(text[..^ChecksumLength])))
            return false;
        var secret = new byte[SecretSize];
        if (!Base62.TryDecode(text.Slice(prefix + PublicIdLength + 1, SecretLength), secret))
            return false;
        credential = new CredentialText(kind, publicId.ToString(), secret);
        return true;
    }

    /// <summary>CRC-32 (big-endian) of the ASCII text before it: finds typing errors, proves nothing.</summary>
    private static byte[] Checksum(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[128];
        // Anything beyond ASCII becomes a question mark, which no checksum of ours covers.
        var length = Encoding.ASCII.GetBytes(text, bytes);
        var crc = Crc32.Of(bytes[..length]);
        bytes.Clear();
        return [(byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc];
    }
}
