using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class CredentialTests
{
    private const string Id = "abcdefghijkl";
    private static readonly byte[] Secret = Enumerable.Repeat((byte)5, 32).ToArray();

    [Fact]
    public async Task OnlyTheRightSecretSpeaksForItsSubject()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = exchange.Grains.GetGrain<ICredentialGrain>(Id);
        Assert.Null(await grain.Check(Secret));
        Assert.Null(await grain.Check(new byte[32]));
        Assert.Equal(Refusal.None, await grain.Issue(Credential()));
        Assert.Equal(Credential().Subject, await grain.Check(Secret));
        Assert.Null(await grain.Check(new byte[32]));
        Assert.Null(await grain.Check(Array.Empty<byte>()));
        Assert.Equal(Refusal.Conflict, await grain.Issue(Credential() with { SecretHash = new byte[32] }));
    }

    [Fact]
    public async Task ASingleUseSecretIsGoodOnceAlsoInParallelAndAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        await exchange.Grains.GetGrain<ICredentialGrain>(Id).Issue(Credential() with { SingleUse = true });
        var grain = exchange.Grains.GetGrain<ICredentialGrain>(Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.Check(Secret).AsTask()));
        Assert.Single(answers, answer => answer is not null);
        await exchange.RestartAsync();
        Assert.Null(await exchange.Grains.GetGrain<ICredentialGrain>(Id).Check(Secret));
    }

    [Fact]
    public async Task ASessionEndsWhenIdleAndAtItsEnd()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = exchange.Grains.GetGrain<ICredentialGrain>(Id);
        await grain.Issue(Credential() with
        {
            ExpiresAt = exchange.Now.AddHours(3), IdleAfter = TimeSpan.FromHours(1),
        });
        for (var i = 0; i < 3; i++)
        {
            exchange.Time.Advance(TimeSpan.FromMinutes(55));
            Assert.NotNull(await grain.Check(Secret));
        }

        exchange.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(await grain.Check(Secret));
    }

    [Fact]
    public async Task ARevocationWithAnOverlapTakesEffectAtItsTime()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = exchange.Grains.GetGrain<ICredentialGrain>(Id);
        Assert.Equal(Refusal.NotFound, await grain.Revoke(exchange.Now));
        await grain.Issue(Credential());
        await grain.Revoke(exchange.Now.AddHours(1));
        Assert.NotNull(await grain.Check(Secret));
        exchange.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await grain.Check(Secret));
        Assert.NotNull((await grain.Get())!.RevokedAt);
    }

    [Fact]
    public async Task LimitsHoldInBothWindowsAndTakeAllOrNothing()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = exchange.Grains.GetGrain<ILimitGrain>("rule:subject");
        var rule = new LimitRule(10, TimeSpan.FromMinutes(1), 15, TimeSpan.FromHours(1));
        Assert.True((await grain.Take(rule, 8)).Allowed);
        Assert.Equal(new LimitState(false, 10, 2, TimeSpan.FromMinutes(1)), await grain.Take(rule, 3));
        Assert.Equal(new LimitState(true, 10, 0, TimeSpan.FromMinutes(1)), await grain.Take(rule, 2));
        exchange.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new LimitState(true, 15, 0, TimeSpan.FromMinutes(59)), await grain.Take(rule, 5));
        Assert.False((await grain.Take(rule, 1)).Allowed);
    }

    [Fact]
    public async Task AnOwnersAddressIsReadBackButNotStoredInTheClear()
    {
        await using var exchange = await Exchange.StartAsync();
        var owner = new TestOwner();
        var grain = exchange.OwnerOf(owner);
        var creation = new OwnerCreation("Grace", "grace@example.org", owner.PublicKey);
        Assert.Equal(Refusal.None, await grain.Create(creation));
        Assert.Equal(Refusal.None, await grain.Create(creation));
        Assert.Equal(Refusal.Conflict, await grain.Create(creation with { IdentityKey = new TestOwner().PublicKey }));
        await exchange.RestartAsync();
        Assert.Equal("grace@example.org", (await exchange.OwnerOf(owner).Get())!.Email);
    }

    private static Credential Credential() => new(
        CredentialKind.AgentKey, Secret, 1, new CredentialSubject(CredentialKind.AgentKey, default, null, null, Id),
        ExpiresAt: null, IdleAfter: null, SingleUse: false);
}
