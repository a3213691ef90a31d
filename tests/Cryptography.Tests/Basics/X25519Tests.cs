namespace ContextExchange.Cryptography.Tests.Basics;

/// <summary>RFC 7748 sections 5.2 and 6.1.</summary>
public sealed class X25519Tests
{
    private static readonly X25519 X25519 = KeyAgreementAlgorithm.X25519;

    [Theory]
    [InlineData(
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData(
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    [InlineData(
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")]
    public void AgreementsAreThoseOfRfc7748(string scalar, string point, string shared)
    {
        using var key = Key.Import(X25519, Hex(scalar), KeyBlobFormat.RawPrivateKey);
        var other = PublicKey.Import(X25519, Hex(point), KeyBlobFormat.RawPublicKey);

        Assert.Equal(shared, Agree(key, other));
    }

    [Fact]
    public void BothSidesAgreeOnOneSecret()
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        using var alice = Key.Create(X25519, in exportable);
        using var bob = Key.Create(X25519, in exportable);

        Assert.Equal(Agree(alice, bob.PublicKey), Agree(bob, alice.PublicKey));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void APointOfSmallOrderGivesNoSecret(string point)
    {
        using var key = Key.Create(X25519);

        Assert.Null(X25519.Agree(key, PublicKey.Import(X25519, Hex(point), KeyBlobFormat.RawPublicKey)));
    }

    private static string Agree(Key key, PublicKey other)
    {
        var exportable = new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        using var secret = X25519.Agree(key, other, in exportable);
        Assert.NotNull(secret);
        return Hex(secret.Export(SharedSecretBlobFormat.RawSharedSecret));
    }
}
