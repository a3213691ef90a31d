using ContextExchange.Chaos.Tests.Judging;

namespace ContextExchange.Chaos.Tests;

/// <summary>The plain counts beside the history checker: each can be seen to be more than 0.</summary>
public sealed class JudgeTests
{
    private static readonly AgentId Alice = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly AgentId Bob = new(new Guid(2, 0, 0, new byte[8]));
    private static readonly ConnectionId Both = new(new Guid(3, 0, 0, new byte[8]));
    private static readonly DeviceId Laptop = new(new Guid(4, 0, 0, new byte[8]));
    private static readonly DeviceId Phone = new(new Guid(5, 0, 0, new byte[8]));

    [Fact]
    public void AWholeDeliveryIsCountedOnceAndBreaksNothing()
    {
        var findings = Judge.Of([[Send(1), Accept(1), Show(1), Apply(1), Keep(1, 1), End()]]);
        Assert.Equal((1, 1, 0, 0, 0), Counts(findings));
        Assert.Empty(findings.Violations);
    }

    [Fact]
    public void AnAcceptedMessageThatNoApplicationHasIsLost() =>
        Assert.Equal((1, 0, 1, 0, 0), Counts(Judge.Of([[Send(1), Accept(1), Keep(1, 1), End()]])));

    [Fact]
    public void ASecondPlaceAndASecondEffectAreDuplicates() => Assert.Equal(
        (1, 1, 0, 2, 0),
        Counts(Judge.Of([[Send(1), Accept(1), Show(1), Apply(1), Apply(1), Keep(1, 1), Keep(2, 1), End()]])));

    [Fact]
    public void AnEffectBeforeAnEarlierOneIsOutOfOrder() =>
        Assert.Equal((0, 2, 0, 0, 1), Counts(Judge.Of([[Apply(2), Apply(1)]])));

    [Fact]
    public void HistoriesAreJudgedApartAndCountedTogether() => Assert.Equal(
        (2, 2, 0, 0, 0),
        Counts(Judge.Of([[Send(1), Accept(1), Apply(1)], [Send(1), Accept(1), Apply(1)]])));

    private static (int Acknowledged, int Delivered, int Lost, int Duplicated, int Reordered) Counts(
        Findings findings) =>
        (findings.Acknowledged, findings.Delivered, findings.Lost, findings.Duplicated, findings.Reordered);

    private static MessageNumber Number(long number) => new(Both, Laptop, number);

    private static Guid Digest(long number) => new((int)number, 1, 0, new byte[8]);

    private static EnvelopeId Id(long number) => new(new Guid((int)number, 2, 0, new byte[8]));

    private static Sent Send(long number) =>
        new(Number(number), Digest(number), Id(number), Alice, Bob, DateTimeOffset.MaxValue, (int)number);

    private static Answered Accept(long number) =>
        new(Number(number), Digest(number), (int)number, SendStatus.Accepted, DateTimeOffset.UnixEpoch);

    private static MailboxItem Item(long sequence, long number) =>
        new(sequence, EntryKind.Message, Number(number), Digest(number), null, Id(number));

    private static Received Show(long number) => new(Bob, Phone, Item(number, number), ByPush: true);

    private static Applied Apply(long number) => new(Bob, Phone, Number(number));

    private static Kept Keep(long sequence, long number) => new(Bob, Item(sequence, number));

    private static Ended End() => new([(Bob, Phone)], []);
}
