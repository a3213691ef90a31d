using ContextExchange.Storage;
using ContextExchange.Web.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Web.Tests.Hosting;

/// <summary>Where the server says what to do next.</summary>
public sealed class WelcomeTests
{
    [Fact]
    public async Task AFileOfItsOwnGetsTheCodeAndOnlyItsOwnerReadsIt()
    {
        var file = Path.Combine(Path.GetTempPath(), $"cex-welcome-{AgentId.New()}");
        await using var server = new TestServer($"Welcome={file}");

        await WrittenAsync(server);

        var text = await File.ReadAllTextAsync(file);
        var mode = OperatingSystem.IsWindows() ? default(UnixFileMode?) : File.GetUnixFileMode(file);
        File.Delete(file);
        Assert.Contains("/#cex_boot_", text, StringComparison.Ordinal);
        if (mode is not null) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.False(server.Console.Text.IsCompleted);
    }

    [Fact]
    public async Task WithoutAWelcomeNoCodeIsMade()
    {
        await using var server = new TestServer("Welcome=none");

        await WrittenAsync(server);

        Assert.False(server.Console.Text.IsCompleted);
        Assert.False(File.Exists(Path.Combine(server.Folder, "bootstrap")));
    }

    [Fact]
    public async Task WhereTheLinkCannotBeWrittenTheServerServesAllTheSame()
    {
        var missing = Path.Combine(Path.GetTempPath(), $"cex-missing-{AgentId.New()}", "welcome");
        await using var server = new TestServer($"Welcome={missing}");

        await WrittenAsync(server);

        using var client = server.Anonymous();
        using var answer = await client.GetAsync("/health/live");
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task WhileTheCodeCannotBeMadeTheServerServesAndTriesAgain()
    {
        var clock = new TestClock(DateTimeOffset.FromUnixTimeMilliseconds(1_780_000_000_000));
        var waits = clock.NextTimerAsync(Welcome.Pause);
        await using var server = new TestServer(clock, services => services.AddSingleton(provider =>
        {
            var store = new MemoryStore(provider.GetRequiredService<TimeProvider>());
            store.Faults.FailNext(WriteFault.BeforeApplied);
            return store;
        }), []);
        _ = server.Server;

        await waits.WaitAsync(TestServer.Patience);
        Assert.Contains(server.Logs.Lines, line => line.Contains("link cannot be made yet", StringComparison.Ordinal));
        Assert.False(server.Console.Text.IsCompleted);
        clock.Advance(Welcome.Pause);

        Assert.StartsWith("cex_boot_", await server.BootstrapCodeAsync(), StringComparison.Ordinal);
    }

    private static Task WrittenAsync(TestServer server)
    {
        _ = server.Server;
        return server.Services.GetServices<IHostedService>().OfType<Welcome>().Single().ExecuteTask!;
    }
}
