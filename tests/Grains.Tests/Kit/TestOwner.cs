using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>A human with an identity key.</summary>
internal sealed class TestOwner
{
    public OwnerId Id { get; init; } = OwnerId.New();

    public Key Oik { get; init; } = Key.Create(SignatureAlgorithm.Ed25519);

    /// <summary>The newest viewer that was certified; null before the first.</summary>
    public ViewerCertificate? Viewer { get; private set; }

    public byte[] PublicKey => Oik.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>Certifies a new viewer, in force since a day; which key it is no server can tell.</summary>
    public ViewerCertificate NextViewer(DateTimeOffset now) =>
        Viewer = Certify(Oik, now.AddDays(-1).ToUnixTimeMilliseconds(), Cxe1Limits.ViewerLife);

    /// <summary>A certificate that is not remembered.</summary>
    public static ViewerCertificate Certify(Key oik, long notBefore, long life, Guid? viewer = null) =>
        ViewerCertificate.Issue(
            oik, viewer ?? EnvelopeId.New().Value, Key.Create(SignatureAlgorithm.Ed25519).RawPublicKey(), notBefore,
            notBefore + life);
}
