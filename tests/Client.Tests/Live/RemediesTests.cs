namespace ContextExchange.Client.Tests.Live;

public sealed class RemediesTests
{
    public static TheoryData<SendStatus> Statuses => [.. Enum.GetValues<SendStatus>()];

    [Theory]
    [MemberData(nameof(Statuses))]
    public void WhatTheSenderDoesAgreesWithTheTableOfStatuses(SendStatus status)
    {
        var meaning = SendStatuses.Of(status);
        var remedy = Remedies.For(status);
        // A number that is used up is never sealed again; one that is not, is never left unanswered.
        Assert.Equal(meaning.Settles, remedy is Remedy.Done or Remedy.Fail);
        if (meaning.Retryable) Assert.Equal(Remedy.Resend, remedy);
    }

    [Theory]
    [InlineData(Refusal.Frozen, SendStatus.Frozen)]
    [InlineData(Refusal.NotFound, SendStatus.NotConnected)]
    [InlineData(Refusal.StaleVersion, SendStatus.EpochFork)]
    public void MessagesAreToldWhyTheirEpochIsRefused(Refusal epoch, SendStatus expected) =>
        Assert.Equal(expected, Remedies.StatusOf(epoch));

    [Theory]
    [InlineData(0, 0.0, null, 0)]
    [InlineData(0, 0.5, null, 100)]
    [InlineData(3, 0.5, null, 800)]
    [InlineData(30, 0.5, null, 15_000)]
    [InlineData(0, 0.5, 5_000, 5_000)]
    public void ReconnectingWaitsARandomPartOfADoublingDelayAndNeverLessThanAsked(
        int attempt, double jitter, int? asked, int expected)
    {
        var options = new AgentClientOptions { Jitter = () => jitter };
        var end = SessionEnd.Lost("") with { RetryAfter = asked is { } ms ? TimeSpan.FromMilliseconds(ms) : null };
        Assert.Equal(expected, ReconnectDelay.Delay(options, attempt, end).TotalMilliseconds, 3);
    }
}
