using System.Text;
using System.Text.Json;

namespace ContextExchange.Cryptography.Tests.Vectors;

/// <summary>
/// The edge cases of Ed25519 on which verifiers differ. Ours must accept the 43 that libsodium accepts and no other,
/// because a signature that two sides judge differently splits the audit trail.
/// </summary>
public sealed class CctvTests
{
    private const int Cases = 914;

    // The rule in the words of the file's flags: canonical, not of small order, cofactorless.
    private static readonly string[] Refused =
        ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"];

    [Fact]
    public void Ed25519AcceptsExactlyTheCasesOfTheRule()
    {
        var file = VectorFiles.Open("cctv/ed25519vectors.json", Cases);
        var accepted = 0;
        foreach (var vector in file.EnumerateArray())
        {
            // The one case without any peculiarity has null here.
            var flags = vector.GetProperty("flags").Deserialize<string[]>() ?? [];
            var publicKey = PublicKey.Import(
                SignatureAlgorithm.Ed25519, vector.Bytes("key"), KeyBlobFormat.RawPublicKey);
            var message = Encoding.UTF8.GetBytes(vector.GetProperty("msg").GetString()!);

            var valid = SignatureAlgorithm.Ed25519.Verify(publicKey, message, vector.Bytes("sig"));

            Assert.True(valid == !flags.Intersect(Refused).Any(), $"Vector {vector.GetProperty("number")}: {valid}");
            accepted += valid ? 1 : 0;
        }

        Assert.Equal(Cases, file.GetArrayLength());
        Assert.Equal(43, accepted);
    }
}
