using System.Text;
using ContextExchange.Client.Tests.Hostile;
using ContextExchange.Client.Tests.Live;

namespace ContextExchange.Client.Tests.Cli;

/// <summary>One command after the other signs in once as long as the session lasts.</summary>
public sealed class SessionTests : IClassFixture<HostileFixture>, IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly TamperingServer _server;
    private int _signIns;

    public SessionTests(HostileFixture fixture)
    {
        _server = fixture.Server;
        _server.BeHonest();
        _server.Answers = (called, _) =>
        {
            if (called == "POST /v1/sessions/device") Interlocked.Increment(ref _signIns);
        };
    }

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.BeHonest();
        _home.Dispose();
    }

    [Fact]
    public async Task FortyCommandsMakeFewSignIns()
    {
        Assert.Equal(0, (await CexAsync("register", "alice", "--as", "alice", "--server", $"{_server.Address}")).Code);
        Volatile.Write(ref _signIns, 0);
        for (var i = 0; i < 40; i++)
        {
            var outcome = await CexAsync("connections", "--as", "alice");
            Assert.True(outcome.Code == 0, $"{i}: {outcome.Code} {outcome.Errors}");
        }

        Assert.InRange(_signIns, 0, 2);
    }

    [Fact]
    public async Task ASessionThatTheServerDoesNotTakeIsForgottenAndAnotherIsMade()
    {
        await using var agents = new Agents(_server.Address);
        var alice = await agents.OpenAsync("alice");
        await (await alice.AsDeviceAsync(Limit)).GetConnectionsAsync(alice.Profile.Agent, Limit);
        var good = alice.Profile.Find("device-session")!;
        byte[] refused = [.. good[..^1], (byte)(good[^1] == 'A' ? 'B' : 'A')];
        alice.Profile.Keep("device-session", refused);
        await alice.DisposeAsync();
        Volatile.Write(ref _signIns, 0);

        var again = await agents.OpenAsync("alice");
        var api = await again.AsDeviceAsync(Limit);
        Assert.Empty(await api.GetConnectionsAsync(again.Profile.Agent, Limit));
        Assert.Empty(await api.GetConnectionsAsync(again.Profile.Agent, Limit));

        Assert.Equal(1, _signIns);
        var kept = Encoding.ASCII.GetString(again.Profile.Find("device-session")!.AsSpan(8));
        Assert.StartsWith("cex_ses_", kept, StringComparison.Ordinal);
        Assert.NotEqual(Encoding.ASCII.GetString(refused.AsSpan(8)), kept);
    }

    [Fact]
    public async Task ASessionThatIsAboutToEndIsNotUsed()
    {
        await using var agents = new Agents(_server.Address);
        var alice = await agents.OpenAsync("alice");
        await (await alice.AsDeviceAsync(Limit)).GetConnectionsAsync(alice.Profile.Agent, Limit);
        var good = alice.Profile.Find("device-session")!;
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(10).ToUnixTimeMilliseconds();
        alice.Profile.Keep("device-session", [.. ClientRows.Key(soon), .. good[8..]]);
        await alice.DisposeAsync();
        Volatile.Write(ref _signIns, 0);

        var again = await agents.OpenAsync("alice");
        await (await again.AsDeviceAsync(Limit)).GetConnectionsAsync(again.Profile.Agent, Limit);
        Assert.Equal(1, _signIns);
    }

    private Task<CexProcess.Outcome> CexAsync(params string[] arguments) => CexProcess.RunAsync(_home.Path, arguments);
}
