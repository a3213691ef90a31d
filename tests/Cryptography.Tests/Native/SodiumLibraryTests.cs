using System.Runtime.InteropServices;
using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography.Tests.Native;

public sealed class SodiumLibraryTests
{
    [Fact]
    public void AMissingLibrarySaysWhatToInstall()
    {
        var missing = Assert.Throws<DllNotFoundException>(
            () => SodiumLibrary.Load(["libsodium-that-is-not-there.so"], typeof(Sodium).Assembly, null));

        Assert.Contains("apt-get install libsodium23", missing.Message, StringComparison.Ordinal);
        Assert.Contains("libsodium-that-is-not-there.so", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLibraryIsRecentEnoughAndKnowsItsVersion()
    {
        var version = Version.Parse(Marshal.PtrToStringUTF8(Sodium.VersionString())!);

        Assert.True(version >= new Version(1, 0, 18), $"libsodium {version}");
    }

    [Fact]
    public void TheStateOfHmacSha256HasTheSizeThatWeGiveIt() =>
        Assert.Equal((nuint)Sodium.HmacSha256StateSize, Sodium.HmacSha256StateBytes());
}
