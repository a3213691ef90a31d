using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContextExchange.Actors.Tests;

public sealed class HandshakeTests
{
    private static readonly SiloAddress One = new("one", 1, "one:1");
    private static readonly SiloAddress Two = new("two", 2, "two:1");

    [Fact]
    public async Task TwoSilosThatKnowTheSecretAgree()
    {
        var (dialling, accepting) = await MeetAsync(Settings(), Settings(), Two);
        Assert.Null(dialling);
        Assert.Equal("one#1", accepting);
    }

    [Fact]
    public async Task AWrongSecretIsRefusedWithOneSentenceOnBothSides()
    {
        var (dialling, accepting) = await MeetAsync(Settings(secret: 'x'), Settings(), Two);
        Assert.Equal("two#2 at two:1 does not know the secret of this cluster.", dialling);
        Assert.Equal("one#1 refused: The secrets of the two silos differ.", accepting);
    }

    [Fact]
    public async Task AStrangerThatSkipsTheProofIsRefused()
    {
        var (near, far) = Pair();
        var accepting = new Handshake(Settings(), far).AcceptAsync(Two, default);
        await SendAsync(near, FrameKind.Hello, writer =>
        {
            writer.PutVarint(1);
            writer.PutText("test");
            writer.PutText("one#1");
            writer.PutText("two#2");
            writer.PutBytes(new byte[32]);
        });
        await SendAsync(near, FrameKind.Proof, writer => writer.PutBytes(new byte[32]));
        var failure = await Assert.ThrowsAsync<HandshakeException>(() => accepting);
        Assert.Equal("A silo that calls itself one#1 does not know the secret of this cluster.", failure.Message);
    }

    [Fact]
    public async Task AnotherClusterAndAnotherRunAreRefused()
    {
        var (cluster, _) = await MeetAsync(Settings(cluster: "other"), Settings(), Two);
        Assert.Equal("two#2 refused: This is the cluster test, not other.", cluster);
        var (run, _) = await MeetAsync(Settings(), Settings(), Two with { Incarnation = 1 });
        Assert.Equal("two#1 refused: This is two#2, not two#1.", run);
    }

    [Fact]
    public async Task GarbageEndsTheHandshakeAndNothingElse()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var (near, far) = Pair();
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length > 5) BitConverter.TryWriteBytes(bytes, bytes.Length - 4);
            if (i % 4 == 0 && bytes.Length > 5) bytes[4] = (byte)FrameKind.Hello;
            var accepting = new Handshake(Settings(), far).AcceptAsync(Two, default);
            await near.Output.WriteAsync(bytes);
            await near.Output.CompleteAsync();
            var failure = await Record.ExceptionAsync(() => accepting);
            Assert.True(failure is HandshakeException or MalformedMessageException, $"{i}: {failure}");
        }
    }

    [Fact]
    public async Task SilosTalkInsideMutualTls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var certificate = X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null);
        bool IsOurs(X509Certificate? other) => other?.GetCertHashString() == certificate.GetCertHashString();
        await using var silos = await Silos.StartAsync(2, options =>
        {
            options.ServerTls = new()
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, other, _, _) => IsOurs(other),
            };
            options.ClientTls = new()
            {
                TargetHost = "silo",
                ClientCertificates = [certificate],
                RemoteCertificateValidationCallback = (_, other, _, _) => IsOurs(other),
            };
        }, tcp: true);
        Assert.Equal(1, await silos.GrainOn(silos[1], silos[0]).Add(1));
    }

    [Fact]
    public async Task ACallToASiloWithAnotherSecretFailsAsRetryable()
    {
        await using var silos = await Silos.StartAsync(2, options =>
        {
            if (options.SiloId == "Secondary_1") options.Secret = new string('z', 40);
        }, tcp: true);
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(
            () => silos.GrainOn(silos[1], silos[0]).Add(1));
        Assert.Contains("does not know the secret of this cluster", failure.Message, StringComparison.Ordinal);
    }

    private static ClusterOptions Settings(char secret = 's', string cluster = "test") => new()
    {
        ClusterId = cluster,
        Secret = new string(secret, 40),
    };

    private static async Task<(string? Dialling, string Accepting)> MeetAsync(
        ClusterOptions one, ClusterOptions two, SiloAddress to)
    {
        var (near, far) = Pair();
        var accepting = new Handshake(two, far).AcceptAsync(Two, default);
        var dialling = await Record.ExceptionAsync(() => new Handshake(one, near).DialAsync(One, to, default));
        try
        {
            return (dialling?.Message, await accepting);
        }
        catch (HandshakeException failure)
        {
            return (dialling?.Message, failure.Message);
        }
    }

    private static (SiloConnection Near, SiloConnection Far) Pair()
    {
        var (there, back) = (new Pipe(), new Pipe());
        return (new(back.Reader, there.Writer, () => { }), new(there.Reader, back.Writer, () => { }));
    }

    private static async Task SendAsync(SiloConnection connection, FrameKind kind, Action<MessageWriter> write)
    {
        var writer = MessageWriter.Rent(1_000);
        writer.BeginFrame(kind);
        write(writer);
        writer.EndFrame();
        var bytes = writer.Written.ToArray();
        writer.Return();
        await connection.Output.WriteAsync(bytes);
    }
}
