using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Checks ID tokens (OpenID Connect Core 1.0, 3.1.3.7): signed by a key of the issuer with RS256 or ES256 and nothing
/// else, for this client, for this very sign-in, now. Pure.
/// </summary>
internal static class IdToken
{
    private const int MaxLength = 16 * 1024;
    private const int MaxSubject = 255;
    private const int MinRsaBits = 2048;

    /// <summary>For clocks that differ.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>How long ago it may have been made.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    /// <summary>The subject; null for a token that is wrong in any way.</summary>
    /// <param name="token">Compact JWS.</param>
    /// <param name="keys">The issuer's JWK set.</param>
    /// <param name="expected">Whose, for whom and for which sign-in it must be.</param>
    /// <param name="now">The time.</param>
    public static string? SubjectOf(string token, JsonElement keys, Expectation expected, DateTimeOffset now)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var head, var body, var signature]
            || Parse(head) is not { } header || Parse(body) is not { } claims
            || !BytesConverter.TryDecode(signature, out var signed)
            || !IsSigned(header, keys, Encoding.ASCII.GetBytes(head + "." + body), signed.Span))
            return null;
        return IsExpected(claims, expected) && IsTimely(claims, now)
            && Text(claims, "sub") is { Length: > 0 and <= MaxSubject } subject
            ? subject
            : null;
    }

    /// <summary>What a token must say.</summary>
    /// <param name="Issuer">Exactly so.</param>
    /// <param name="Client">Our id there.</param>
    /// <param name="Nonce">As this sign-in began.</param>
    internal sealed record Expectation(string Issuer, string Client, string Nonce);

    private static bool IsSigned(JsonElement header, JsonElement keys, byte[] content, ReadOnlySpan<byte> signature)
    {
        // A critical extension that is not understood refuses the token (RFC 7515, 4.1.11); none is.
        if (header.TryGetProperty("crit", out _) || !keys.TryGetProperty("keys", out var list)
            || list.ValueKind != JsonValueKind.Array)
            return false;
        var kid = Text(header, "kid");
        var candidates = list.EnumerateArray().Where(key => key.ValueKind == JsonValueKind.Object
            && (kid is null || Text(key, "kid") == kid) && Text(key, "use") is null or "sig").ToArray();
        foreach (var key in candidates)
            if (Text(header, "alg") switch
                {
                    "RS256" => VerifyRsa(key, content, signature),
                    "ES256" => VerifyEcdsa(key, content, signature),
                    _ => false,
                })
                return true;
        return false;
    }

    private static bool VerifyRsa(JsonElement key, byte[] content, ReadOnlySpan<byte> signature)
    {
        if (Text(key, "kty") != "RSA" || !TryBytes(key, "n", out var modulus) || !TryBytes(key, "e", out var exponent)
            || modulus.Length * 8 < MinRsaBits)
            return false;
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static bool VerifyEcdsa(JsonElement key, byte[] content, ReadOnlySpan<byte> signature)
    {
        if (Text(key, "kty") != "EC" || Text(key, "crv") != "P-256" || !TryBytes(key, "x", out var x)
            || !TryBytes(key, "y", out var y) || x.Length != 32 || y.Length != 32)
            return false;
        try
        {
            using var ecdsa = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y },
            });
            return ecdsa.VerifyData(content, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return false;
        }
    }

    private static bool IsExpected(JsonElement claims, Expectation expected)
    {
        if (Text(claims, "iss") != expected.Issuer || Text(claims, "nonce") != expected.Nonce
            || !claims.TryGetProperty("aud", out var audience))
            return false;
        string?[] audiences = audience.ValueKind == JsonValueKind.Array
            ? [.. audience.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String
                ? item.GetString() : null)]
            : [Text(claims, "aud")];
        var authorized = Text(claims, "azp");
        return audiences.Contains(expected.Client)
            && (authorized is null ? audiences.Length == 1 : authorized == expected.Client);
    }

    private static bool IsTimely(JsonElement claims, DateTimeOffset now) =>
        Time(claims, "exp") is { } expires && expires + Tolerance > now
        && Time(claims, "iat") is { } issued && issued - Tolerance <= now && issued + MaxAge >= now;

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    private static bool TryBytes(JsonElement value, string name, out byte[] bytes)
    {
        var read = BytesConverter.TryDecode(Text(value, name), out var memory);
        bytes = memory.ToArray();
        return read;
    }

    private static JsonElement? Parse(string part)
    {
        if (!BytesConverter.TryDecode(part, out var json))
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Limits.MaxJsonDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
