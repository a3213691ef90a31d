using System.Runtime.Versioning;
using ContextExchange.Grains;
using ContextExchange.Silo;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Tests.Hosting;

[SupportedOSPlatform("linux")]
public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cex-secrets-");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TheFirstStartMakesThemForThisUserOnlyAndTheNextReadsThem()
    {
        var made = Load(hasData: false);
        var read = Load(hasData: true);

        Assert.True(made.Pepper.Span.SequenceEqual(read.Pepper.Span));
        Assert.True(made.ColumnKey.Span.SequenceEqual(read.ColumnKey.Span));
        Assert.False(made.Pepper.Span.SequenceEqual(made.LineageKey.Span));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(Data, "secrets", "pepper")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void AFileThatOthersMayReadStopsTheStart()
    {
        Load(hasData: false);
        File.SetUnixFileMode(
            Path.Combine(Data, "secrets", "pepper"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var problem = Assert.Throws<InvalidSecretException>(() => Load(hasData: true));

        Assert.Contains("chmod 600", problem.Message);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(0)]
    public void AWrongLengthStopsTheStart(int length)
    {
        Load(hasData: false);
        File.WriteAllBytes(Path.Combine(Data, "secrets", "column-key"), new byte[length]);

        var problem = Assert.Throws<InvalidSecretException>(() => Load(hasData: true));

        Assert.Contains($"holds {length} bytes", problem.Message);
    }

    [Theory]
    [InlineData("pepper")]
    [InlineData("lineage-key")]
    [InlineData("column-key")]
    public void ASecretThatIsMissingBesideDataStopsTheStartAndIsNotMade(string name)
    {
        Load(hasData: false);
        var path = Path.Combine(Data, "secrets", name);
        File.Delete(path);

        var problem = Assert.Throws<InvalidSecretException>(() => Load(hasData: true));

        Assert.Contains($"put '{path}' back", problem.Message);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void BesideDataNotEvenAContainersSecretsAreToBeMadeAnew()
    {
        var secrets = _folder.CreateSubdirectory("mounted").FullName;

        var problem = Assert.Throws<InvalidSecretException>(() => SecretFiles.Load(
            new ServerOptions { DataFolder = Data, SecretsFolder = secrets }, () => true));

        Assert.Contains("back from where you keep them", problem.Message);
    }

    [Fact]
    public void AContainersSecretsAreTakenFromTheirFolderAndNeverMade()
    {
        var secrets = _folder.CreateSubdirectory("mounted").FullName;
        var options = new ServerOptions { DataFolder = Data, SecretsFolder = secrets };
        File.WriteAllText(Path.Combine(secrets, "pepper"), Convert.ToBase64String(new byte[32]) + "\n");
        File.WriteAllText(Path.Combine(secrets, "lineage-key"), new string('a', 64) + "\n");

        var problem = Assert.Throws<InvalidSecretException>(() => SecretFiles.Load(options, () => false));
        File.WriteAllBytes(Path.Combine(secrets, "column-key"), new byte[32]);
        var read = SecretFiles.Load(options, () => false);

        Assert.Contains("There is no file", problem.Message);
        Assert.Equal(0xaa, read.LineageKey.Span[0]);
    }

    private ServerSecrets Load(bool hasData) =>
        SecretFiles.Load(new ServerOptions { DataFolder = Data }, () => hasData);
}
