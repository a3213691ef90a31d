namespace ContextExchange.Cryptography.Tests.Vault;

public sealed class SecretVaultTests
{
    private static readonly byte[] Passphrase = [.. "correct horse battery staple"u8];
    private static readonly byte[] Owner = [.. "owner 7, identity key"u8];
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly VaultPassphraseCost Cheapest = new(memoryMiB: 64, passes: 2);

    [Fact]
    public void APassphraseOpensWhatItSealed()
    {
        var blob = SecretVault.SealWithPassphrase(Passphrase, Cheapest, Owner, Secret);

        using var opened = Opened(SecretVault.OpenWithPassphrase(Passphrase, Owner, blob));

        Assert.Equal(SecretVault.Overhead + Secret.Length, blob.Length);
        using var lease = opened.Open();
        Assert.Equal(Secret, lease.Bytes);
    }

    [Fact]
    public void TheDefaultCostIsAtLeast64MiBAndTwoPasses()
    {
        Assert.True(VaultPassphraseCost.Default.MemoryMiB >= 64);
        Assert.True(VaultPassphraseCost.Default.Passes >= 2);
    }

    [Fact]
    public void TheCostIsStoredBesideTheBlobAndUsedToOpenIt()
    {
        var blob = SecretVault.SealWithPassphrase(Passphrase, new VaultPassphraseCost(65, 2), Owner, Secret);

        Assert.Equal(65, VaultHeader.MemoryMiB(blob));
        Assert.Equal(2, VaultHeader.Passes(blob));
        Opened(SecretVault.OpenWithPassphrase(Passphrase, Owner, blob)).Dispose();
    }

    [Fact]
    public void AnotherPassphraseIsRefused()
    {
        var blob = SecretVault.SealWithPassphrase(Passphrase, Cheapest, Owner, Secret);

        Refused(VaultRefusal.NotAuthentic, SecretVault.OpenWithPassphrase("correct horse"u8, Owner, blob));
    }

    [Fact]
    public void AnotherOwnersBlobIsRefused()
    {
        var blob = SecretVault.SealWithPassphrase(Passphrase, Cheapest, Owner, Secret);

        Refused(VaultRefusal.NotAuthentic, SecretVault.OpenWithPassphrase(Passphrase, "owner 8"u8, blob));
    }

    // Each byte of the salt costs a derivation to try, so a passphrase blob is damaged at one byte of each field.
    [Theory]
    [InlineData(0, 0x01, VaultRefusal.NotAVault)]
    [InlineData(4, 0x03, VaultRefusal.UnknownVersion)]
    [InlineData(5, 0x03, VaultRefusal.WrongKind)]
    [InlineData(6, 0x80, VaultRefusal.CostOutOfRange)]
    [InlineData(7, 0x40, VaultRefusal.CostOutOfRange)]
    [InlineData(7, 0x01, VaultRefusal.NotAuthentic)]
    [InlineData(8, 0x01, VaultRefusal.CostOutOfRange)]
    [InlineData(9, 0x02, VaultRefusal.CostOutOfRange)]
    [InlineData(9, 0x01, VaultRefusal.NotAuthentic)]
    [InlineData(10, 0x01, VaultRefusal.NotAuthentic)]
    [InlineData(26, 0x01, VaultRefusal.NotAuthentic)]
    [InlineData(50, 0x01, VaultRefusal.NotAuthentic)]
    [InlineData(97, 0x01, VaultRefusal.NotAuthentic)]
    public void AChangedPassphraseBlobIsRefused(int offset, byte change, VaultRefusal refusal)
    {
        var blob = SecretVault.SealWithPassphrase(Passphrase, Cheapest, Owner, Secret);
        blob[offset] ^= change;

        Refused(refusal, SecretVault.OpenWithPassphrase(Passphrase, Owner, blob));
    }

    [Fact]
    public void AKeyOpensWhatItSealedAndNothingChanged()
    {
        var key = Enumerable.Repeat((byte)9, SecretVault.KeySize).ToArray();
        var blob = SecretVault.SealWithKey(key, Owner, Secret);

        Opened(SecretVault.OpenWithKey(key, Owner, blob)).Dispose();
        Assert.All(
            Tampering.EachByte(blob),
            bad => Assert.NotEqual(VaultRefusal.None, SecretVault.OpenWithKey(key, Owner, bad).Refusal));
        Assert.All(
            Tampering.EachTruncation(blob),
            bad => Assert.NotEqual(VaultRefusal.None, SecretVault.OpenWithKey(key, Owner, bad).Refusal));
        Assert.All(
            Tampering.EachByte(key),
            bad => Refused(VaultRefusal.NotAuthentic, SecretVault.OpenWithKey(bad, Owner, blob)));
        Assert.All(
            Tampering.EachByte(Owner),
            bad => Refused(VaultRefusal.NotAuthentic, SecretVault.OpenWithKey(key, bad, blob)));
    }

    [Fact]
    public void TheTwoKindsDoNotOpenEachOther()
    {
        var key = new byte[SecretVault.KeySize];

        Refused(
            VaultRefusal.WrongKind,
            SecretVault.OpenWithPassphrase(Passphrase, Owner, SecretVault.SealWithKey(key, Owner, Secret)));
        Refused(
            VaultRefusal.WrongKind,
            SecretVault.OpenWithKey(
                key, Owner, SecretVault.SealWithPassphrase(Passphrase, Cheapest, Owner, Secret)));
    }

    [Fact]
    public void EverySealingHasItsOwnNonce()
    {
        var key = new byte[SecretVault.KeySize];

        Assert.NotEqual(SecretVault.SealWithKey(key, Owner, Secret), SecretVault.SealWithKey(key, Owner, Secret));
    }

    [Fact]
    public void WeakOrMissingInputsAreAProgrammersError()
    {
        var key = new byte[SecretVault.KeySize];

        Assert.Throws<ArgumentOutOfRangeException>(() => new VaultPassphraseCost(63, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VaultPassphraseCost(64, 1));
        Assert.Throws<ArgumentException>(() => SecretVault.SealWithPassphrase(Passphrase, default, Owner, Secret));
        Assert.Throws<ArgumentException>(() => SecretVault.SealWithPassphrase([], Cheapest, Owner, Secret));
        Assert.Throws<ArgumentException>(() => SecretVault.SealWithKey(new byte[31], Owner, Secret));
        Assert.Throws<ArgumentException>(() => SecretVault.SealWithKey(key, Owner, []));
        Assert.Throws<ArgumentException>(() => SecretVault.SealWithKey(key, Owner, new byte[65537]));
    }

    private static SecretBuffer Opened(VaultOpened opened)
    {
        Assert.Equal(VaultRefusal.None, opened.Refusal);
        return Assert.IsType<SecretBuffer>(opened.Secret);
    }

    private static void Refused(VaultRefusal refusal, VaultOpened opened)
    {
        Assert.Equal(refusal, opened.Refusal);
        Assert.Null(opened.Secret);
    }
}
