using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Notices;

/// <summary>From a held message to the mail that tells of it.</summary>
public sealed class NoticesTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task SeveralHeldMessagesAreOneMailThatNamesTheOwnAgentAndNoOther()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, _) = await AskingAsync(exchange);
        await SendAsync(pair);
        await FindAsync(exchange);
        exchange.Time.Advance(TimeSpan.FromSeconds(20));
        await SendAsync(pair);
        await FindAsync(exchange);
        await exchange.PassAsync(TimeSpan.FromSeconds(34));
        var early = exchange.Post.Count;
        await exchange.PassAsync(TimeSpan.FromSeconds(1));

        var mail = Assert.Single(await exchange.Post.SendAsync(exchange.Grains))!;

        Assert.Equal(0, early);
        Assert.Equal("ben@example.org", mail.Email);
        Assert.Equal(2, mail.Count);
        Assert.Equal(new AgentsWaiting("Ada's agent", 2), Assert.Single(mail.Waiting));
        await exchange.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(0, exchange.Post.Count);
    }

    [Fact]
    public async Task WhatIsDecidedMeanwhileIsNotTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, _) = await AskingAsync(exchange);
        var first = await SendAsync(pair);
        await FindAsync(exchange);
        await RejectAsync(pair, first);
        await exchange.PassAsync(Minute);
        var before = exchange.Post.Count;
        var second = await SendAsync(pair);
        await FindAsync(exchange);
        await exchange.PassAsync(Minute);
        await RejectAsync(pair, second);

        var mails = await exchange.Post.SendAsync(exchange.Grains);

        Assert.Equal(0, before);
        Assert.Null(Assert.Single(mails));
    }

    [Fact]
    public async Task ARestartLosesNoNotice()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, _) = await AskingAsync(exchange);
        await SendAsync(pair);
        // Nobody has looked for it yet.
        await exchange.RestartAsync();
        await FindAsync(exchange);
        await exchange.RestartAsync();
        await exchange.PassAsync(Minute);
        // It was posted, and the process ends before it is sent.
        exchange.Post.Lose();
        await exchange.RestartAsync();
        await exchange.PassAsync(TimeSpan.FromMinutes(5));

        Assert.NotNull(Assert.Single(await exchange.Post.SendAsync(exchange.Grains)));

        await exchange.RestartAsync();
        await FindAsync(exchange);
        await exchange.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(0, exchange.Post.Count);
    }

    [Fact]
    public async Task OfTwoSilosOneTells()
    {
        // Their own sweepers must not be faster than the test.
        await using var exchange = await Exchange.StartAsync(options => options.SweepInterval = TimeSpan.FromHours(1));
        await using var other = await exchange.BesideAsync();
        var (pair, account) = await AskingAsync(exchange);
        await SendAsync(pair);
        await FindAsync(exchange);
        INoticesGrain[] both = [Of(exchange, account), Of(other, account)];
        foreach (var one in both) await one.GetSettings();
        exchange.Time.Advance(Minute);

        var outcomes = await Task.WhenAll(both.Select(async one => await Record.ExceptionAsync(one.CarryOutDue)));

        Assert.Single(outcomes, failure => failure is not null);
        Assert.Equal(1, exchange.Post.Count);
    }

    [Fact]
    public async Task AMailThatNoTransportTakesIsTriedFiveTimes()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, _) = await AskingAsync(exchange);
        await SendAsync(pair);
        await FindAsync(exchange);
        var posted = 0;
        for (var minute = 0; minute < 180; minute++)
        {
            await exchange.PassAsync(Minute);
            posted += exchange.Post.Count;
            exchange.Post.Lose();
        }

        Assert.Equal(5, posted);
    }

    [Fact]
    public async Task AMailOfAnEarlierTryIsNotSentBesideTheLaterOne()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, account) = await AskingAsync(exchange);
        await SendAsync(pair);
        await FindAsync(exchange);
        await exchange.PassAsync(Minute);
        await exchange.PassAsync(TimeSpan.FromMinutes(5));

        var mails = await exchange.Post.SendAsync(exchange.Grains);

        Assert.Equal([false, true], mails.Select(mail => mail is not null));
        Assert.Null(await Of(exchange, account).Compose(2));
    }

    [Fact]
    public async Task TheNextMailComesTenMinutesAfterTheLast()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, _) = await AskingAsync(exchange);
        await SendAsync(pair);
        await FindAsync(exchange);
        await exchange.PassAsync(Minute);
        await exchange.Post.SendAsync(exchange.Grains);
        exchange.Time.Advance(Minute);
        await SendAsync(pair);
        await FindAsync(exchange);
        await exchange.PassAsync(TimeSpan.FromMinutes(10) - Minute - TimeSpan.FromSeconds(6));
        var early = exchange.Post.Count;
        await exchange.PassAsync(TimeSpan.FromSeconds(1));

        var mail = Assert.Single(await exchange.Post.SendAsync(exchange.Grains));

        Assert.Equal(0, early);
        Assert.Equal(2, mail!.Count);
    }

    [Fact]
    public async Task InTheQuietTimeNothingComesAndAtItsEndOneMail()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, account) = await AskingAsync(exchange);
        // It is 08:00 on the exchange's clock.
        await Of(exchange, account).SetSettings(NoticeSettings.Default with
        {
            Quiet = new QuietTime(new TimeOnly(7, 0), new TimeOnly(12, 0)),
        });
        for (var hour = 8; hour < 11; hour++)
        {
            await SendAsync(pair);
            await FindAsync(exchange);
            await exchange.PassAsync(TimeSpan.FromHours(1));
        }

        var quiet = exchange.Post.Count;
        await exchange.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(0, quiet);
        Assert.Equal(3, Assert.Single(await exchange.Post.SendAsync(exchange.Grains))!.Count);
    }

    [Fact]
    public async Task AMailThatIsLateIsNotSentInTheQuietTime()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, account) = await AskingAsync(exchange);
        await Of(exchange, account).SetSettings(NoticeSettings.Default with
        {
            Quiet = new QuietTime(new TimeOnly(9, 0), new TimeOnly(12, 0)),
        });
        await SendAsync(pair);
        await FindAsync(exchange);
        // The server was down when it was due.
        await exchange.PassAsync(TimeSpan.FromHours(2));
        var quiet = exchange.Post.Count;
        await exchange.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(0, quiet);
        Assert.Single(await exchange.Post.SendAsync(exchange.Grains));
    }

    [Fact]
    public async Task WhileSomebodyUsesThePageTheMailWaits()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, account) = await AskingAsync(exchange);
        await SendAsync(pair);
        await FindAsync(exchange);
        exchange.Time.Advance(TimeSpan.FromSeconds(50));
        await Of(exchange, account).NoteSeen();
        await exchange.PassAsync(TimeSpan.FromSeconds(59));
        var watched = exchange.Post.Count;
        await exchange.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(0, watched);
        Assert.Single(await exchange.Post.SendAsync(exchange.Grains));
    }

    [Theory]
    [InlineData("unproven")]
    [InlineData("auditor")]
    [InlineData("off")]
    [InlineData("nobody's")]
    public async Task WhoMayNotOrWillNotBeToldIsNot(string why)
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, account) = await AskingAsync(exchange, verified: why != "unproven", bound: why != "nobody's");
        if (why == "auditor")
            await exchange.Grains.GetGrain<IAccountGrain>(account.ToString()).SetRole(AccountRole.Auditor);
        if (why == "off")
            await Of(exchange, account).SetSettings(NoticeSettings.Default with { Approvals = ApprovalMail.Off });
        await SendAsync(pair);
        await FindAsync(exchange);
        await exchange.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(0, exchange.Post.Count);
    }

    [Fact]
    public async Task WhoTurnsMailsOffWhileOneIsInHandGetsNone()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, account) = await AskingAsync(exchange);
        await SendAsync(pair);
        await FindAsync(exchange);
        await exchange.PassAsync(Minute);
        await Of(exchange, account).SetSettings(NoticeSettings.Default with { Approvals = ApprovalMail.Off });

        Assert.Null(Assert.Single(await exchange.Post.SendAsync(exchange.Grains)));
    }

    [Fact]
    public async Task SettingsOutliveARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var account = AccountId.New();
        var settings = new NoticeSettings(
            ApprovalMail.Digest, new TimeOnly(6, 30), new QuietTime(new TimeOnly(22, 0), new TimeOnly(7, 15)),
            "Europe/Berlin");
        var before = await Of(exchange, account).GetSettings();
        await Of(exchange, account).SetSettings(settings);
        await exchange.RestartAsync();

        Assert.Equal(NoticeSettings.Default, before);
        Assert.Equal(settings, await Of(exchange, account).GetSettings());
        Assert.Equal(
            Refusal.Malformed, await Of(exchange, account).SetSettings(settings with { TimeZone = "Nowhere" }));
    }

    private static INoticesGrain Of(Exchange exchange, AccountId account) =>
        exchange.Grains.GetGrain<INoticesGrain>(account.ToString());

    private static async Task FindAsync(Exchange exchange)
    {
        // The sweeper works at its own pace.
        exchange.Time.Advance(TimeSpan.FromSeconds(5));
        await exchange.Grains.GetGrain<ISweepGrain>(ISweepGrain.Asked).Sweep();
    }

    /// <summary>What the first agent sends waits for the second one's owner, for whom the account acts.</summary>
    private static async Task<(Pair Pair, AccountId Account)> AskingAsync(
        Exchange exchange, bool verified = true, bool bound = true)
    {
        var pair = await exchange.ConnectAsync(Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask));
        var account = AccountId.New();
        var owner = pair.Recipient.Owner.Id;
        var grain = exchange.Grains.GetGrain<IAccountGrain>(account.ToString());
        await grain.Create(new AccountCreation("ben@example.org", verified, "Ben", AccountRole.Owner));
        if (!bound) return (pair, account);
        await exchange.Grains.GetGrain<IAccountNameGrain>($"owner:{owner}").Claim(account);
        await grain.BindOwner(owner);
        return (pair, account);
    }

    private static async Task<EnvelopeId> SendAsync(Pair pair)
    {
        var message = await pair.ReadyAsync() with { TimeToLive = 86_400 };
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(message.ToRequest())).Status);
        return message.Id;
    }

    private static async Task RejectAsync(Pair pair, EnvelopeId message) => Assert.Equal(
        Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message, new Decision(Verdict.Reject, default)));
}
