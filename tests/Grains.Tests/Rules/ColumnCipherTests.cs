using System.Security.Cryptography;
using System.Text;
using ContextExchange.Grains.Owners;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class ColumnCipherTests
{
    private const string Address = "grace@example.org";
    private readonly ColumnCipher _cipher = new(Exchange.Secrets);

    [Fact]
    public void AValueOpensInItsOwnPlaceOnly()
    {
        var blob = _cipher.Encrypt("owner", "email", "1", Address);
        Assert.Equal(Address, _cipher.Decrypt("owner", "email", "1", blob));
        Assert.ThrowsAny<CryptographicException>(() => _cipher.Decrypt("owner", "email", "2", blob));
        Assert.ThrowsAny<CryptographicException>(() => _cipher.Decrypt("owner", "phone", "1", blob));
        Assert.ThrowsAny<CryptographicException>(() => _cipher.Decrypt("ownere", "mail", "1", blob));
    }

    [Fact]
    public void EveryByteIsAuthenticated()
    {
        var blob = _cipher.Encrypt("owner", "email", "1", Address);
        for (var i = 0; i < blob.Length; i++)
        {
            var forged = blob.ToArray();
            forged[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _cipher.Decrypt("owner", "email", "1", forged));
        }
    }

    [Fact]
    public void EqualValuesDoNotLookEqualAndShowNothing()
    {
        var one = _cipher.Encrypt("owner", "email", "1", Address);
        Assert.NotEqual(one, _cipher.Encrypt("owner", "email", "1", Address));
        Assert.Equal(-1, one.AsSpan().IndexOf(Encoding.UTF8.GetBytes("grace")));
    }

    [Fact]
    public void AnotherKeyOpensNothing()
    {
        var blob = _cipher.Encrypt("owner", "email", "1", Address);
        var other = new ColumnCipher(Exchange.Secrets with { ColumnKey = new byte[32] });
        Assert.ThrowsAny<CryptographicException>(() => other.Decrypt("owner", "email", "1", blob));
    }
}
