namespace ContextExchange.Cryptography.Tests.Vault;

public sealed class VaultKeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cex-key-file-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "vault.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AVaultSealedUnderAKeyFileOpensAfterReadingItAgain()
    {
        VaultKeyFile.Create(Path);
        byte[] blob;
        using (var key = VaultKeyFile.Read(Path))
        using (var lease = key.Open())
            blob = SecretVault.SealWithKey(lease.Bytes, "owner"u8, "secret"u8);

        using var again = VaultKeyFile.Read(Path);
        using var keyLease = again.Open();
        var opened = SecretVault.OpenWithKey(keyLease.Bytes, "owner"u8, blob);

        Assert.Equal(VaultRefusal.None, opened.Refusal);
        using var secret = opened.Secret!.Open();
        Assert.Equal("secret"u8, secret.Bytes);
        opened.Secret!.Dispose();
    }

    [Fact]
    public void AnExistingFileIsNeverOverwritten()
    {
        VaultKeyFile.Create(Path);
        var before = File.ReadAllBytes(Path);

        Assert.Throws<IOException>(() => VaultKeyFile.Create(Path));
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void AFileOfAnotherLengthIsNoKey(int length)
    {
        WritePrivate(new byte[length]);

        Assert.Throws<InvalidDataException>(() => VaultKeyFile.Read(Path));
    }

    [Fact]
    public void AMissingFileIsAnInputOutputError() =>
        Assert.Throws<FileNotFoundException>(() => VaultKeyFile.Read(Path));

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void AFileThatIsOpenToOthersIsRefused(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        VaultKeyFile.Create(Path);
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | mode);

        Assert.Throws<UnauthorizedAccessException>(() => VaultKeyFile.Read(Path));
    }

    private void WritePrivate(byte[] content)
    {
        File.WriteAllBytes(Path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
