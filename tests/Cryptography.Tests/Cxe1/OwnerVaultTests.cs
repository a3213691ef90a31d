using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class OwnerVaultTests
{
    private static readonly byte[] Passphrase = "correct horse"u8.ToArray();

    [Fact]
    public void AVaultOpensWithItsPassphraseToWhatWentIn()
    {
        using var vault = Vault();
        var blob = vault.Seal(Passphrase, VaultPassphraseCost.Default);
        Assert.True(OwnerVault.TryReadLink(OwnerVault.ToLink("https://cex.example/", blob), out var fromLink));
        Assert.True(OwnerVault.TryOpen(Passphrase, fromLink, out var opened, out _, out _));
        using (opened)
        {
            Assert.Equal((vault.Owner, vault.Origin), (opened.Owner, opened.Origin));
            Assert.Equal(vault.Oik.RawPublicKey(), opened.Oik.RawPublicKey());
            Assert.Equal(["first", "second"], opened.Viewers.Select(one => NameOf(one.Viewer)));
            Assert.Equal(vault.Viewers[1].Ovk.RawPublicKey(), opened.Viewers[1].Ovk.RawPublicKey());
            Assert.Equal((vault.Viewers[1].NotBefore, vault.Viewers[1].NotAfter),
                (opened.Viewers[1].NotBefore, opened.Viewers[1].NotAfter));
            Assert.Equal(
                vault.Agents.OrderBy(one => one.Agent, SortedEntries.ById).Select(one => one.Name),
                opened.Agents.Select(one => one.Name));
            Assert.Equal(
                vault.Agents.Single(one => one.Name == "Bär").Aik.RawPublicKey(),
                opened.Agents.Single(one => one.Name == "Bär").Aik.RawPublicKey());
        }
        Assert.False(OwnerVault.TryOpen("wrong"u8, blob, out _, out var refusal, out _));
        Assert.Equal(VaultRefusal.NotAuthentic, refusal);
    }

    [Fact]
    public void ABlobOfAnotherPurposeIsNoVault()
    {
        using var vault = Vault();
        var content = OwnerVaultCodec.Write(vault);
        var blob = SecretVault.SealWithPassphrase(Passphrase, VaultPassphraseCost.Default, "other"u8, content);
        Assert.False(OwnerVault.TryOpen(Passphrase, blob, out _, out var refusal, out _));
        Assert.Equal(VaultRefusal.NotAuthentic, refusal);
    }

    [Fact]
    public void NoDamagedContentIsReadAsAnother()
    {
        using var vault = Vault();
        var content = OwnerVaultCodec.Write(vault);
        foreach (var copy in Tampering.EachByte(content).Concat(Tampering.EachTruncation(content)))
            if (OwnerVaultCodec.TryRead(copy, out var read, out var error))
                using (read)
                    Assert.Equal(copy, OwnerVaultCodec.Write(read));
            else
                Assert.NotEqual(Cxe1Error.None, error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://grüße.example")]
    public void AnOriginThatIsNotAsciiIsNotWritten(string origin)
    {
        using var vault = Vault(origin);
        Assert.Throws<ArgumentException>(() => OwnerVaultCodec.Write(vault));
    }

    private static string NameOf(Guid id) => id == TestKeys.Id("first") ? "first" : "second";

    private static OwnerVault Vault(string origin = "https://cex.example") => new()
    {
        Owner = TestKeys.Id("owner"),
        Oik = TestKeys.Ed25519("vault oik"),
        Origin = origin,
        Viewers =
        [
            new(TestKeys.Id("first"), TestKeys.X25519("first"), TestKeys.Start, TestKeys.Start + Cxe1Limits.ViewerLife),
            new(TestKeys.Id("second"), TestKeys.X25519("second"), TestKeys.Start + 1, TestKeys.Start + 2),
        ],
        Agents =
        [
            new(TestKeys.Id("a"), TestKeys.Ed25519("a"), "Ameise"),
            new(TestKeys.Id("b"), TestKeys.Ed25519("b"), "Bär"),
            new(TestKeys.Id("c"), TestKeys.Ed25519("c"), ""),
        ],
    };
}
