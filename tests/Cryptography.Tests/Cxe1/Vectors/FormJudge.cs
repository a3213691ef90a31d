using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>Answers forms.json and mutations.json: is this record canonical, and who signed it?</summary>
internal static class FormJudge
{
    private const string Ok = "ok";

    /// <summary>The verdict, as protocol/vectors/README.md defines it for each kind.</summary>
    public static string Verdict(string kind, byte[] bytes, Bytes32? signer) => kind switch
    {
        "agent-certificate" => Record(AgentCertificate.TryParse(bytes, out var one, out var error), error, one, signer),
        "device-certificate" =>
            Record(DeviceCertificate.TryParse(bytes, out var one, out var error), error, one, signer),
        "device-list" => Record(DeviceList.TryParse(bytes, out var one, out var error), error, one, signer),
        "viewer-certificate" =>
            Record(ViewerCertificate.TryParse(bytes, out var one, out var error), error, one, signer),
        "prekey" => Record(Prekey.TryParse(bytes, out var one, out var error), error, one, signer),
        "rotation" => Record(Rotation.TryParse(bytes, out var one, out var error), error, one, signer),
        "terms" => Record(ConnectionTerms.TryParse(bytes, out var one, out var error), error, one, signer),
        "approval" => Record(Approval.TryParse(bytes, out var one, out var error), error, one, signer),
        "owner-note" => Record(OwnerNote.TryParse(bytes, out var one, out var error), error, one, signer),
        "nack" => Record(Nack.TryParse(bytes, out var one, out var error), error, one, signer),
        "connect" => Record(ConnectProof.TryParse(bytes, out var one, out var error), error, one, signer),
        "rewrap" => RewrapVerdict(bytes, signer),
        "sealed-note" => SealedNote.TryParse(bytes, out _, out var error) ? Ok : error.ToString(),
        "vault-content" => Name(OwnerVaultCodec.Check(bytes)),
        "body" => ContentCodec.TryRead(bytes, out _, out var error) ? Ok : error.ToString(),
        "padded" => Padded(bytes),
        "epoch" => Epoch(bytes, signer),
        "envelope" => EnvelopeView.TryParse(bytes, out var view, out var error)
            ? Envelope(view, signer)
            : error.ToString(),
        "delivered" => DeliveredMessage.TryParse(bytes, out var message, out var error)
            ? Envelope(message.Envelope, signer)
            : error.ToString(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The hash by which other records name this one; null for a kind without one.</summary>
    public static string? HashOf(string kind, byte[] bytes) => kind switch
    {
        "epoch" => EpochView.TryParse(bytes, out var epoch, out _) ? epoch.EpochHash.ToString() : null,
        "envelope" or "delivered" => Bytes32.Sha256(bytes.AsSpan(0, EnvelopeHeader.Size)).ToString(),
        "rewrap" => Bytes32.Sha256(bytes.AsSpan(0, Rewrap.BodySize)).ToString(),
        "sealed-note" or "vault-content" or "body" or "padded" => null,
        _ => Bytes32.Sha256(bytes.AsSpan()[..^64]).ToString(),
    };

    public static string Name(Cxe1Error error) => error == Cxe1Error.None ? Ok : error.ToString();

    private static string Record(bool parsed, Cxe1Error error, SignedRecord? record, Bytes32? signer)
    {
        if (!parsed || record is null) return error.ToString();
        return signer is not { } key || record.VerifySignature(key) ? Ok : nameof(Cxe1Error.SignatureInvalid);
    }

    private static string RewrapVerdict(byte[] bytes, Bytes32? signer)
    {
        var verdict = Record(Rewrap.TryParse(bytes, out var rewrap, out var error), error, rewrap, signer);
        return verdict == Ok && Bytes32.Sha256(rewrap!.Wrap) != rewrap.WrapHash
            ? nameof(Cxe1Error.WrapInvalid)
            : verdict;
    }

    private static string Epoch(byte[] bytes, Bytes32? signer)
    {
        if (!EpochView.TryParse(bytes, out var epoch, out var error)) return error.ToString();
        return signer is not { } key || epoch.VerifySignature(key) ? Ok : nameof(Cxe1Error.SignatureInvalid);
    }

    private static string Envelope(EnvelopeView view, Bytes32? signer)
    {
        if (!view.CiphertextMatches()) return nameof(Cxe1Error.CiphertextMismatch);
        return signer is not { } key || view.VerifySignature(key) ? Ok : nameof(Cxe1Error.SignatureInvalid);
    }

    private static string Padded(byte[] bytes)
    {
        for (var bucket = 0; bucket < Bucket.Count; bucket++)
            if (Bucket.CiphertextSize(bucket) == bytes.Length + 16)
                return Padding.TryRead(bytes, bucket, out _) ? Ok : nameof(Cxe1Error.PaddingNotCanonical);
        return nameof(Cxe1Error.PaddingNotCanonical);
    }
}
