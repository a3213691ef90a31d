using ContextExchange.Grains.Accounts;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Accounts;

public sealed class AccountTests
{
    private static readonly byte[] Secret = Enumerable.Repeat((byte)7, 20).ToArray();

    [Fact]
    public async Task AnAccountIsReadBackAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var id = AccountId.New();
        var account = await CreateAsync(exchange, id);
        await account.AddPasskey(Key("a", 3));
        await account.BindOwner(OwnerId.New());
        var before = await account.Get();
        await exchange.RestartAsync();

        var after = await Of(exchange, id).Get();

        Assert.Equal((before!.Email, before.Owner, before.Role), (after!.Email, after.Owner, after.Role));
        Assert.Equal(3, Assert.Single(after.Passkeys).SignCount);
    }

    [Fact]
    public async Task AnUnknownAccountIsNothing()
    {
        await using var exchange = await Exchange.StartAsync();
        var account = Of(exchange, AccountId.New());

        Assert.Null(await account.Get());
        Assert.Null(await account.GetStanding());
        Assert.Equal(Refusal.NotFound, await account.SetRole(AccountRole.Operator));
        Assert.Equal(Refusal.NotFound, await account.BindOwner(OwnerId.New()));
    }

    [Fact]
    public async Task OfAHundredParallelUsesOfACodeOneCounts()
    {
        await using var exchange = await Exchange.StartAsync();
        var account = await CreateAsync(exchange, AccountId.New());
        var codes = await SetUpTotpAsync(exchange, account);
        exchange.Time.Advance(TimeSpan.FromMinutes(1));
        var code = Totp.CodeOf(Secret, Totp.StepAt(exchange.Now));

        var byTotp = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => account.CheckTotp(code)));
        exchange.Time.Advance(TimeSpan.FromHours(2));
        var byRecovery = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => account.UseRecoveryCode(codes[0])));

        Assert.Single(byTotp, answer => answer.Refusal == Refusal.None);
        Assert.Single(byRecovery, answer => answer.Refusal == Refusal.None);
    }

    [Fact]
    public async Task WrongCodesAreNotForgottenByARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var id = AccountId.New();
        var account = await CreateAsync(exchange, id);
        var codes = await SetUpTotpAsync(exchange, account);
        for (var wrong = 0; wrong < 5; wrong++) await account.UseRecoveryCode("nonsense");
        await exchange.RestartAsync();

        var answer = await Of(exchange, id).UseRecoveryCode(codes[0]);

        Assert.Equal(new FactorAnswer(Refusal.RateLimited, TimeSpan.FromMinutes(1)), answer);
    }

    [Theory]
    [InlineData(5, 6, Refusal.None)]
    [InlineData(5, 5, Refusal.Revoked)]
    [InlineData(5, 4, Refusal.Revoked)]
    [InlineData(5, 0, Refusal.Revoked)]
    [InlineData(0, 0, Refusal.None)]
    [InlineData(0, 1, Refusal.None)]
    public async Task ACounterMustGrowWhereThereIsOne(long stored, long presented, Refusal expected)
    {
        await using var exchange = await Exchange.StartAsync();
        var account = await CreateAsync(exchange, AccountId.New());
        await account.AddPasskey(Key("a", stored));

        var refusal = await account.UsePasskey(new PasskeyUse("a", presented, IsBackedUp: false));

        var passkey = Assert.Single((await account.Get())!.Passkeys);
        Assert.Equal(expected, refusal);
        Assert.Equal(expected == Refusal.None ? presented : stored, passkey.SignCount);
        Assert.Equal(expected == Refusal.Revoked, passkey.SuspectedAt is not null);
    }

    [Fact]
    public async Task AnAccountHasTwentyPasskeys()
    {
        await using var exchange = await Exchange.StartAsync();
        var account = await CreateAsync(exchange, AccountId.New());
        for (var i = 0; i < 20; i++) Assert.Equal(Refusal.None, await account.AddPasskey(Key($"k{i}", 0)));

        Assert.Equal(Refusal.Conflict, await account.AddPasskey(Key("k3", 0)));
        Assert.Equal(Refusal.LimitReached, await account.AddPasskey(Key("k20", 0)));
    }

    [Fact]
    public async Task ARecoveryIsDueForThreeDaysAfterItsDay()
    {
        await using var exchange = await Exchange.StartAsync();
        var account = await CreateAsync(exchange, AccountId.New());

        var begun = await account.Recover();
        var again = await account.Recover();
        exchange.Time.Advance(TimeSpan.FromDays(4));
        var tooLate = await account.Recover();
        exchange.Time.Advance(TimeSpan.FromDays(2));
        var due = await account.Recover();
        var next = await account.Recover();

        Assert.Equal((true, false), (begun.Began, begun.IsDue));
        Assert.Equal((false, false, begun.At), (again.Began, again.IsDue, again.At));
        Assert.Equal((true, false), (tooLate.Began, tooLate.IsDue));
        Assert.True(due.IsDue);
        Assert.Equal((true, false), (next.Began, next.IsDue));
    }

    [Fact]
    public async Task OfAHundredParallelClaimsOfANameOneWins()
    {
        await using var exchange = await Exchange.StartAsync();
        var name = exchange.Grains.GetGrain<IAccountNameGrain>("mail:00");

        var holders = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => name.Claim(AccountId.New())));
        await exchange.RestartAsync();

        Assert.Single(holders.Distinct());
        Assert.Equal(holders[0], await exchange.Grains.GetGrain<IAccountNameGrain>("mail:00").Find());
    }

    [Fact]
    public async Task OnlyTheHolderGivesANameBack()
    {
        await using var exchange = await Exchange.StartAsync();
        var name = exchange.Grains.GetGrain<IAccountNameGrain>("owner:00");
        var holder = await name.Claim(AccountId.New());

        await name.Release(AccountId.New());
        Assert.Equal(holder, await name.Find());
        await name.Release(holder);
        Assert.Null(await name.Find());
    }

    private static IAccountGrain Of(Exchange exchange, AccountId id) =>
        exchange.Grains.GetGrain<IAccountGrain>(id.ToString());

    private static async Task<IAccountGrain> CreateAsync(Exchange exchange, AccountId id)
    {
        var account = Of(exchange, id);
        Assert.Equal(
            Refusal.None,
            await account.Create(new AccountCreation("ada@example.org", true, "Ada", AccountRole.Owner)));
        return account;
    }

    private static async Task<IReadOnlyList<string>> SetUpTotpAsync(Exchange exchange, IAccountGrain account)
    {
        await account.BeginTotp(Secret);
        var codes = await account.ConfirmTotp(Totp.CodeOf(Secret, Totp.StepAt(exchange.Now)));
        Assert.Equal(Refusal.None, codes.Refusal);
        return codes.Codes;
    }

    private static Passkey Key(string id, long count) =>
        new(id, new byte[16], new byte[77], "Laptop", count, [], false, false, DateTimeOffset.UnixEpoch);
}
