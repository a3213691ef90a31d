using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Tests.Basics;

/// <summary>RFC 9180 appendix A.2.1 and the properties that CXE1 leans on.</summary>
public sealed class HpkeTests
{
    private static readonly byte[] Info = [.. "Ode on a Grecian Urn"u8];
    private static readonly byte[] Text = [.. "Beauty is truth, truth beauty"u8];
    private static readonly byte[] Data = [.. "Count-0"u8];

    [Fact]
    public void SealingIsThatOfRfc9180()
    {
        using var ephemeral = X25519Key("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600");
        using var recipient = X25519Key("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
        var encapsulation = new byte[Hpke.EncapsulationSize];
        var ciphertext = new byte[Text.Length + Hpke.TagSize];

        Hpke.SealBase(
            HpkeSuite.Default, ephemeral, recipient.PublicKey, Info, Data, Text, encapsulation, ciphertext);

        Assert.Equal("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a", Hex(encapsulation));
        Assert.Equal(
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
            Hex(ciphertext));
        Assert.Equal(Text, Hpke.OpenBase(recipient, encapsulation, Info, Data, ciphertext));
    }

    [Fact]
    public void WhatWasSealedOpensOnlyUnchanged()
    {
        using var recipient = Key.Create(KeyAgreementAlgorithm.X25519);
        var (encapsulation, ciphertext) = Hpke.SealBase(recipient.PublicKey, Info, Data, Text);

        Assert.Equal(Text, Hpke.OpenBase(recipient, encapsulation, Info, Data, ciphertext));
        // The top bit of an X25519 point is ignored, yet the encapsulation is part of the key schedule.
        Assert.All(
            Tampering.EachByte(encapsulation),
            bad => Assert.Null(Hpke.OpenBase(recipient, bad, Info, Data, ciphertext)));
        Assert.All(
            Tampering.EachByte(ciphertext),
            bad => Assert.Null(Hpke.OpenBase(recipient, encapsulation, Info, Data, bad)));
        Assert.All(
            Tampering.EachByte(Info),
            bad => Assert.Null(Hpke.OpenBase(recipient, encapsulation, bad, Data, ciphertext)));
        Assert.All(
            Tampering.EachByte(Data),
            bad => Assert.Null(Hpke.OpenBase(recipient, encapsulation, Info, bad, ciphertext)));
    }

    [Fact]
    public void TruncatedInputsAreRefused()
    {
        using var recipient = Key.Create(KeyAgreementAlgorithm.X25519);
        var (encapsulation, ciphertext) = Hpke.SealBase(recipient.PublicKey, Info, Data, Text);

        Assert.All(
            Tampering.EachTruncation(encapsulation),
            bad => Assert.Null(Hpke.OpenBase(recipient, bad, Info, Data, ciphertext)));
        Assert.All(
            Tampering.EachTruncation(ciphertext),
            bad => Assert.Null(Hpke.OpenBase(recipient, encapsulation, Info, Data, bad)));
    }

    [Fact]
    public void AnotherKeyDoesNotOpen()
    {
        using var recipient = Key.Create(KeyAgreementAlgorithm.X25519);
        using var other = Key.Create(KeyAgreementAlgorithm.X25519);
        var (encapsulation, ciphertext) = Hpke.SealBase(recipient.PublicKey, Info, Data, Text);

        Assert.Null(Hpke.OpenBase(other, encapsulation, Info, Data, ciphertext));
    }

    [Fact]
    public void EverySealingHasItsOwnKey()
    {
        using var recipient = Key.Create(KeyAgreementAlgorithm.X25519);

        var first = Hpke.SealBase(recipient.PublicKey, Info, Data, Text);
        var second = Hpke.SealBase(recipient.PublicKey, Info, Data, Text);

        Assert.NotEqual(first.Encapsulation, second.Encapsulation);
        Assert.NotEqual(first.Ciphertext, second.Ciphertext);
    }

    [Fact]
    public void ARecipientOfSmallOrderIsRefused()
    {
        var zero = PublicKey.Import(KeyAgreementAlgorithm.X25519, new byte[32], KeyBlobFormat.RawPublicKey);

        Assert.Throws<CryptographicException>(() => Hpke.SealBase(zero, Info, Data, Text));
    }

    [Fact]
    public void AnEncapsulationOfSmallOrderIsRefused()
    {
        using var recipient = Key.Create(KeyAgreementAlgorithm.X25519);
        var (_, ciphertext) = Hpke.SealBase(recipient.PublicKey, Info, Data, Text);

        Assert.Null(Hpke.OpenBase(recipient, new byte[32], Info, Data, ciphertext));
    }

    [Fact]
    public void KeysOfAnotherAlgorithmAreAProgrammersError()
    {
        using var signing = Key.Create(SignatureAlgorithm.Ed25519);

        Assert.Throws<ArgumentException>(() => Hpke.SealBase(signing.PublicKey, Info, Data, Text));
        Assert.Throws<ArgumentException>(() => Hpke.OpenBase(signing, new byte[32], Info, Data, new byte[16]));
    }

    [Fact]
    public void ADisposedKeyDoesNotOpen()
    {
        var recipient = Key.Create(KeyAgreementAlgorithm.X25519);
        var (encapsulation, ciphertext) = Hpke.SealBase(recipient.PublicKey, Info, Data, Text);
        recipient.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => Hpke.OpenBase(recipient, encapsulation, Info, Data, ciphertext));
    }

    private static Key X25519Key(string scalar) =>
        Key.Import(KeyAgreementAlgorithm.X25519, Hex(scalar), KeyBlobFormat.RawPrivateKey);
}
