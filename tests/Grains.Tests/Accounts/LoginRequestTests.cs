using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Accounts;

public sealed class LoginRequestTests
{
    private const string Id = "abcdefghijkl";
    private static readonly byte[] Token = Enumerable.Repeat((byte)5, 32).ToArray();
    private static readonly byte[] Cookie = Enumerable.Repeat((byte)6, 32).ToArray();

    [Fact]
    public async Task OfAHundredParallelConfirmationsOneCountsAlsoAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = await BeginAsync(exchange);

        var views = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.Confirm(Token, Cookie)));
        await exchange.RestartAsync();
        var late = await exchange.Grains.GetGrain<ILoginRequestGrain>(Id).Confirm(Token, Cookie);

        Assert.Single(views, view => view.Refusal == Refusal.None);
        Assert.Equal(99, views.Count(view => view.Refusal == Refusal.Used));
        Assert.Equal(Refusal.Used, late.Refusal);
    }

    [Fact]
    public async Task ARestartBetweenMailAndConfirmationLosesNothing()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = await BeginAsync(exchange);
        var code = await grain.CreateCode(Token);
        Assert.Equal(Refusal.Unauthenticated, (await grain.ConfirmByCode("AAAAAAAA", Cookie)).Refusal);
        await exchange.RestartAsync();

        var view = await exchange.Grains.GetGrain<ILoginRequestGrain>(Id).ConfirmByCode(code.Code, Cookie);

        Assert.Equal(Refusal.None, view.Refusal);
        Assert.Equal("ada@example.org", view.Email);
    }

    [Fact]
    public async Task ARestartDoesNotGiveWrongCodesBack()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = await BeginAsync(exchange);
        var code = await grain.CreateCode(Token);
        for (var wrong = 0; wrong < 5; wrong++) await grain.ConfirmByCode("AAAAAAAA", Cookie);
        await exchange.RestartAsync();

        var view = await exchange.Grains.GetGrain<ILoginRequestGrain>(Id).ConfirmByCode(code.Code, Cookie);

        Assert.Equal(Refusal.Revoked, view.Refusal);
    }

    [Fact]
    public async Task WithoutTheCookieNothingIsConfirmedAndNothingUsedUp()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = await BeginAsync(exchange);

        var without = await grain.Confirm(Token, Array.Empty<byte>());
        var other = await grain.Confirm(Token, new byte[32]);
        var preview = await grain.Preview(Token, Array.Empty<byte>());
        var right = await grain.Confirm(Token, Cookie);

        Assert.Equal(Refusal.Forbidden, without.Refusal);
        Assert.Equal(Refusal.Forbidden, other.Refusal);
        Assert.False(preview.ThisBrowser);
        Assert.Equal(Refusal.None, right.Refusal);
    }

    [Fact]
    public async Task WhatDoesNotExistLooksLikeAWrongLink()
    {
        await using var exchange = await Exchange.StartAsync();
        var missing = exchange.Grains.GetGrain<ILoginRequestGrain>("lkjihgfedcba");
        var grain = await BeginAsync(exchange);

        Assert.Equal(Refusal.NotFound, (await missing.Confirm(new byte[32], new byte[32])).Refusal);
        Assert.Equal(Refusal.NotFound, (await missing.ConfirmByCode("AAAAAAAA", new byte[32])).Refusal);
        Assert.Equal(Refusal.NotFound, (await grain.Confirm(new byte[32], Cookie)).Refusal);
    }

    [Fact]
    public async Task TheSecondStepIsTakenOnceByTheSameBrowser()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = await BeginAsync(exchange);
        var account = AccountId.New();
        Assert.Equal(Refusal.NotFound, await grain.AwaitFactor(account, Cookie));
        await grain.Confirm(Token, Cookie);
        await grain.AwaitFactor(account, Cookie);

        Assert.Null(await grain.GetAwaited(new byte[32]));
        Assert.Equal(account, await grain.GetAwaited(Cookie));
        var completed = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.Complete(Cookie)));
        Assert.Single(completed, done => done);
    }

    [Fact]
    public async Task ItIsForgottenAnHourAfterItsEnd()
    {
        await using var exchange = await Exchange.StartAsync();
        await BeginAsync(exchange);

        await exchange.PassAsync(TimeSpan.FromMinutes(69));
        var kept = await exchange.Grains.GetGrain<ILoginRequestGrain>(Id).Confirm(Token, Cookie);
        await exchange.PassAsync(TimeSpan.FromMinutes(1));
        var gone = await exchange.Grains.GetGrain<ILoginRequestGrain>(Id).Confirm(Token, Cookie);

        Assert.Equal(Refusal.Expired, kept.Refusal);
        Assert.Equal(Refusal.NotFound, gone.Refusal);
    }

    private static async Task<ILoginRequestGrain> BeginAsync(Exchange exchange)
    {
        var grain = exchange.Grains.GetGrain<ILoginRequestGrain>(Id);
        Assert.Equal(Refusal.None, await grain.Begin(new LoginRequest(
            Token, Cookie, "ada@example.org", "Ada", exchange.Now.AddMinutes(10))));
        return grain;
    }
}
