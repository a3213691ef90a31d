namespace ContextExchange.Cryptography.Tests.Keys;

/// <summary>What our types refuse and NSec's take; not part of the build with -p:UseNSec=true.</summary>
public sealed class StricterThanNSecTests
{
    [Fact]
    public void AnEmptySharedSecretIsRefused()
    {
        Assert.False(SharedSecret.TryImport(default, SharedSecretBlobFormat.RawSharedSecret, out var secret));
        Assert.Null(secret);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void Argon2idGivesNoFewerThanSixteenBytes(int count)
    {
        var parameters = new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = 8, NumberOfPasses = 1 };
        var argon = PasswordBasedKeyDerivationAlgorithm.Argon2id(in parameters);

        Assert.Throws<ArgumentOutOfRangeException>(() => argon.DeriveBytes("p"u8, new byte[16], count));
        Assert.Throws<ArgumentException>(() => argon.DeriveBytes("p"u8, new byte[16], new byte[count]));
    }
}
