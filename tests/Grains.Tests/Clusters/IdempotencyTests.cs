using System.Text;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>Calls under an idempotency key, over silos, restarts and time.</summary>
public sealed class IdempotencyTests
{
    private static readonly byte[] Digest = new byte[32];
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("a secret that is shown once");

    [Fact]
    public async Task AnAnswerIsGivenAgainAlsoAfterARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var begun = await GrainOf(exchange).Begin("call", Digest);
        Assert.Equal(IdempotentStanding.Begun, begun.Standing);
        await GrainOf(exchange).Finish(begun.Ticket, Answer);

        await exchange.RestartAsync();
        var again = await GrainOf(exchange).Begin("call", Digest);

        Assert.Equal(IdempotentStanding.Answered, again.Standing);
        Assert.Equal(Answer, again.Answer.ToArray());
        Assert.Equal(IdempotentStanding.Conflict, (await GrainOf(exchange).Begin("call", new byte[31])).Standing);
        Assert.Equal(IdempotentStanding.Begun, (await GrainOf(exchange).Begin("other", Digest)).Standing);
    }

    [Fact]
    public async Task ARepeatWaitsForTheFirstOnesAnswer()
    {
        await using var exchange = await Exchange.StartAsync();
        var begun = await GrainOf(exchange).Begin("call", Digest);
        var repeat = GrainOf(exchange).Begin("call", Digest);
        Assert.False(repeat.IsCompleted);

        await GrainOf(exchange).Finish(begun.Ticket, Answer);

        Assert.Equal(Answer, (await repeat).Answer.ToArray());
    }

    [Fact]
    public async Task WhatCameToNothingIsBegunAgainByOneOfThoseWhoWait()
    {
        await using var exchange = await Exchange.StartAsync();
        var begun = await GrainOf(exchange).Begin("call", Digest);
        var waiting = Enumerable.Range(0, 5).Select(_ => GrainOf(exchange).Begin("call", Digest)).ToList();

        await GrainOf(exchange).Abandon(begun.Ticket);
        var first = await await Task.WhenAny(waiting);
        Assert.Equal(IdempotentStanding.Begun, first.Standing);
        await GrainOf(exchange).Finish(first.Ticket, Answer);

        var answers = await Task.WhenAll(waiting);
        Assert.Equal(1, answers.Count(answer => answer.Standing == IdempotentStanding.Begun));
        Assert.Equal(4, answers.Count(answer => answer.Standing == IdempotentStanding.Answered));
    }

    [Fact]
    public async Task ACallWhoseEndNobodyToldIsNotCarriedOutTwiceUntilItsSiloMustBeDead()
    {
        await using var exchange = await Exchange.StartAsync();
        await GrainOf(exchange).Begin("call", Digest);
        await exchange.RestartAsync();

        Assert.Equal(IdempotentStanding.UnderWay, (await GrainOf(exchange).Begin("call", Digest)).Standing);
        exchange.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(IdempotentStanding.Begun, (await GrainOf(exchange).Begin("call", Digest)).Standing);
    }

    [Fact]
    public async Task OfTwoActivationsOneBegins()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var other = await exchange.BesideAsync();
        // Both have read that there is nothing.
        await GrainOf(exchange).CarryOutDue();
        await GrainOf(other).CarryOutDue();

        Assert.Equal(IdempotentStanding.Begun, (await GrainOf(exchange).Begin("call", Digest)).Standing);
        await Assert.ThrowsAnyAsync<OrleansException>(() => GrainOf(other).Begin("call", Digest));
        Assert.Equal(IdempotentStanding.UnderWay, (await GrainOf(other).Begin("call", Digest)).Standing);
    }

    [Fact]
    public async Task AnswersGoAfterADayAndLeaveNothing()
    {
        await using var exchange = await Exchange.StartAsync();
        var begun = await GrainOf(exchange).Begin("call", Digest);
        await GrainOf(exchange).Finish(begun.Ticket, Answer);

        await exchange.PassAsync(TimeSpan.FromHours(24));

        Assert.Equal(IdempotentStanding.Begun, (await GrainOf(exchange).Begin("call", new byte[31])).Standing);
    }

    [Fact]
    public async Task TheOldestGiveWay()
    {
        await using var exchange = await Exchange.StartAsync();
        for (var i = 0; i < 9; i++)
        {
            var begun = await GrainOf(exchange).Begin($"call {i}", Digest);
            await GrainOf(exchange).Finish(begun.Ticket, Answer);
        }

        Assert.Equal(IdempotentStanding.Answered, (await GrainOf(exchange).Begin("call 1", Digest)).Standing);
        Assert.Equal(IdempotentStanding.Begun, (await GrainOf(exchange).Begin("call 0", Digest)).Standing);
    }

    private static IIdempotencyGrain GrainOf(Exchange exchange) =>
        exchange.Grains.GetGrain<IIdempotencyGrain>("caller:00");
}
