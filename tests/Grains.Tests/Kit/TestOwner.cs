using ContextExchange.Cryptography;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>A human with an identity key.</summary>
internal sealed class TestOwner
{
    public OwnerId Id { get; } = OwnerId.New();

    public Key Oik { get; } = Key.Create(SignatureAlgorithm.Ed25519);

    public byte[] PublicKey => Oik.PublicKey.Export(KeyBlobFormat.RawPublicKey);
}
