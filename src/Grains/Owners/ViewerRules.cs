using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Owners;

/// <summary>Which viewer certificates an owner may publish, and how long they are kept. Pure.</summary>
internal static class ViewerRules
{
    /// <summary>Whether this may become the owner's newest viewer; a certificate that is known already may.</summary>
    public static Refusal Check(
        ViewerCertificate certificate, IReadOnlyList<ReadOnlyMemory<byte>> known, ReadOnlySpan<byte> ownerKey,
        DateTimeOffset now)
    {
        if (ownerKey.Length != Bytes32.Size) return Refusal.InvalidSignature;
        var oik = new Bytes32(ownerKey);
        if (certificate.OikHash != oik.Sha256OfBytes() || !certificate.VerifySignature(oik))
            return Refusal.InvalidSignature;
        if (IsKnown(certificate, known)) return Refusal.None;
        var at = now.ToUnixTimeMilliseconds();
        if (certificate.NotBefore > at + Cxe1Limits.ClockTolerance) return Refusal.InvalidSignature;
        if (known.Any(other => Parse(other).Viewer == certificate.Viewer)) return Refusal.Conflict;
        if (certificate.NotAfter <= at) return Refusal.Expired;
        return Kept(known, now).Length >= Limits.MaxViewersPerOwner ? Refusal.LimitReached : Refusal.None;
    }

    public static bool IsKnown(ViewerCertificate certificate, IReadOnlyList<ReadOnlyMemory<byte>> known) =>
        known.Any(other => other.Span.SequenceEqual(certificate.Bytes.Span));

    /// <summary>Those in force and those that ended within 8 days: epochs for them may still be under way.</summary>
    public static ReadOnlyMemory<byte>[] Kept(IReadOnlyList<ReadOnlyMemory<byte>> known, DateTimeOffset now)
    {
        var earliest = now.ToUnixTimeMilliseconds() - Cxe1Limits.ReceivingStateKept;
        return [.. known.Where(certificate => Parse(certificate).NotAfter > earliest)];
    }

    /// <summary>Whether the owner can read and decide now.</summary>
    public static bool IsAnyInForce(IReadOnlyList<ReadOnlyMemory<byte>> known, DateTimeOffset now) =>
        known.Any(certificate => Parse(certificate).IsValidAt(now.ToUnixTimeMilliseconds()));

    public static ViewerCertificate Parse(ReadOnlyMemory<byte> bytes) =>
        ViewerCertificate.TryParse(bytes, out var certificate, out var error)
            ? certificate
            : throw new InvalidOperationException($"A stored viewer certificate is refused: {error}.");
}
