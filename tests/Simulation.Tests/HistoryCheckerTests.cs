using ContextExchange.Simulation.Tests.History;

namespace ContextExchange.Simulation.Tests;

/// <summary>Histories written by hand: what is good is left alone, and each promise can be seen to be broken.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly AgentId Alice = Agent(1);
    private static readonly AgentId Bob = Agent(2);
    private static readonly ConnectionId Pair = new(new Guid(3, 0, 0, new byte[8]));
    private static readonly DeviceId Laptop = Device(4);
    private static readonly DeviceId Phone = Device(5);
    private static readonly DeviceId Tablet = Device(6);
    private static readonly Guid First = new(7, 0, 0, new byte[8]);
    private static readonly Guid Other = new(8, 0, 0, new byte[8]);
    private static readonly EnvelopeId Message = new(new Guid(9, 0, 0, new byte[8]));
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AWholeDeliveryIsGood() => Good([.. Delivery(1), .. Shown(Phone, 1), Kept(1), End(Phone)]);

    [Fact]
    public void AnEmptyHistoryIsGood() => Good();

    [Fact]
    public void ARepeatWithTheSameAnswerIsGood() =>
        Good([.. Delivery(1), Send(1, attempt: 2), Answer(1, attempt: 2), .. Shown(Phone, 1), Kept(1), End(Phone)]);

    [Fact]
    public void AHistoryThatStopsInTheMiddleIsGood() => Good(Send(1), Answer(1));

    [Fact]
    public void AnApprovedMessageIsGood() => Good(
    [
        Send(1), Answer(1, SendStatus.Held), Decide(Verdict.Approve), .. Shown(Phone, 1, EntryKind.Stub),
        .. Shown(Phone, 2), Kept(1, EntryKind.Stub), Kept(2), Told(1, NoticeKind.Approved), End(Phone),
    ]);

    [Fact]
    public void AnAcceptedMessageThatIsGoneBreaksP1() =>
        Bad(Promise.Durable, Send(1), Answer(1), End());

    [Fact]
    public void AnAcceptedMessageThatIsWithheldBreaksP1() =>
        Bad(Promise.Durable, Send(1), Answer(1), Kept(1, EntryKind.Stub), End());

    [Fact]
    public void AnAnswerBeforeTheFlushBreaksP1() => Bad(Promise.Durable, Send(1), Answer(1), Flushed(1));

    [Fact]
    public void APushBeforeTheFlushBreaksP1() =>
        Bad(Promise.Durable, [.. Delivery(1), .. Shown(Phone, 2), Flushed(2, number: 2)]);

    [Fact]
    public void ADeviceThatIsNeverShownAMessageBreaksP2() =>
        Bad(Promise.AtLeastOnce, [.. Delivery(1), .. Shown(Phone, 1), Kept(1), End(Phone, Tablet)]);

    [Fact]
    public void AMessageThatNeverReachesTheApplicationBreaksP2() =>
        Bad(Promise.AtLeastOnce, [.. Delivery(1), Shown(Phone, 1)[0], Kept(1), End(Phone)]);

    [Fact]
    public void OneNumberWithTwoMessagesBreaksP3() => Bad(
        Promise.EffectOnce, Send(1), Answer(1), Send(1, attempt: 2, digest: Other),
        Answer(1, attempt: 2, digest: Other));

    [Fact]
    public void TwoAnswersBreakP3() => Bad(
        Promise.EffectOnce, Send(1), Answer(1), Send(1, attempt: 2), Answer(1, SendStatus.Held, attempt: 2));

    [Fact]
    public void ARefusedRepeatBreaksP3() => Bad(
        Promise.EffectOnce, Send(1), Answer(1), Send(1, attempt: 2), Answer(1, SendStatus.StaleTerms, attempt: 2));

    [Fact]
    public void TwoEffectsBreakP3() =>
        Bad(Promise.EffectOnce, [.. Delivery(1), .. Shown(Phone, 1), Shown(Phone, 1)[1]]);

    [Fact]
    public void OneMessageInTwoPlacesBreaksP3() =>
        Bad(Promise.EffectOnce, [Send(1), Answer(1), Kept(1), Kept(2, number: 1), End()]);

    [Fact]
    public void AGapInAMailboxBreaksP4() => Bad(Promise.Ordered, Kept(1), Kept(3, number: 2), End());

    [Fact]
    public void ANumberThatOvertakesBreaksP4() => Bad(Promise.Ordered, Kept(1, number: 2), Kept(2, number: 1), End());

    [Fact]
    public void AWithheldMessageWithoutAStubBreaksP4() =>
        Bad(Promise.Ordered, Send(1), Answer(1, SendStatus.NotAllowed), Kept(1), End());

    [Fact]
    public void AJumpBreaksP5() => Bad(Promise.NoSilentGap, [.. Shown(Phone, 1), .. Shown(Phone, 3, number: 3)]);

    [Fact]
    public void AJumpThatWasToldIsGood() => Good(
        [.. Shown(Phone, 1), new Resynchronised(Bob, Phone, 5), .. Shown(Phone, 6, number: 3)]);

    [Fact]
    public void APlaceWithTwoThingsBreaksP6() =>
        Bad(Promise.OneWriter, [.. Shown(Phone, 1), .. Shown(Tablet, 1, number: 2)]);

    [Fact]
    public void AWriteUnderAnOldClaimBreaksP6() => Bad(
        Promise.OneWriter, new Claimed(Bob, 1), new Claimed(Bob, 2), Flushed(1));

    [Fact]
    public void AClaimThatFencesNobodyBreaksP6() =>
        Bad(Promise.OneWriter, new Claimed(Bob, 1), new Claimed(Bob, 1));

    [Fact]
    public void AMessageThatHasEndedMayBecomeAStub() =>
        Good([.. Shown(Phone, 1), Shown(Tablet, 1, EntryKind.Stub)[0]]);

    [Fact]
    public void WhatExceedsItsBoundBreaksP7() => Bad(Promise.Bounded, new Measured("a queue", 11, 10));

    [Fact]
    public void WhatNeverEndsBreaksP7() => Bad(Promise.Bounded, new Ended([], ["something is outstanding"]));

    [Fact]
    public void WhatReachesItsBoundIsGood() => Good(new Measured("a queue", 10, 10));

    [Fact]
    public void TwoDecisionsThatCountBreakP8() =>
        Bad(Promise.DecidedOnce, Decide(Verdict.Approve), Decide(Verdict.Reject));

    [Fact]
    public void TwoEndsBreakP8() =>
        Bad(Promise.DecidedOnce, Told(1, NoticeKind.Approved), Told(2, NoticeKind.Rejected));

    [Fact]
    public void ADeliveryThatNobodyApprovedBreaksP8() => Bad(
        Promise.DecidedOnce, Send(1), Answer(1, SendStatus.Held), Kept(1, EntryKind.Stub), Kept(2),
        Told(1, NoticeKind.Approved), End());

    [Fact]
    public void AnApprovalThatDeliversNothingBreaksP8() => Bad(
        Promise.DecidedOnce, Send(1), Answer(1, SendStatus.Held), Decide(Verdict.Approve), Kept(1, EntryKind.Stub),
        Told(1, NoticeKind.Approved), End());

    [Fact]
    public void AHeldMessageThatNeverEndsBreaksP8() => Bad(
        Promise.DecidedOnce, Send(1), Answer(1, SendStatus.Held), Kept(1, EntryKind.Stub), End());

    [Fact]
    public void ARejectionThatIsToldAsSomethingElseBreaksP8() =>
        Bad(Promise.DecidedOnce, Decide(Verdict.Reject), Told(1, NoticeKind.HoldExpired), End());

    private static void Good(params HistoryEvent[] events) => Assert.Empty(HistoryChecker.Check(events));

    private static void Bad(Promise promise, params HistoryEvent[] events) =>
        Assert.Contains(HistoryChecker.Check(events), violation => violation.Promise == promise);

    private static HistoryEvent[] Delivery(long number) => [Send(number), Flushed(number), Answer(number)];

    private static HistoryEvent[] Shown(
        DeviceId device, long sequence, EntryKind kind = EntryKind.Message, long number = 1) =>
    [
        new Received(Bob, device, Item(sequence, kind, number), ByPush: false),
        .. kind == EntryKind.Message ? [new Applied(Bob, device, Of(number))] : Array.Empty<HistoryEvent>(),
    ];

    private static Sent Send(long number, int attempt = 1, Guid? digest = null) =>
        new(Of(number), digest ?? First, Message, Alice, Bob, Start.AddDays(7), attempt);

    private static Answered Answer(
        long number, SendStatus status = SendStatus.Accepted, int attempt = 1, Guid? digest = null) =>
        new(Of(number), digest ?? First, attempt, status, Start);

    private static Stored Flushed(long sequence, long number = 1) =>
        new(Bob, 1, Item(sequence, EntryKind.Message, number));

    private static Kept Kept(long sequence, EntryKind kind = EntryKind.Message, long number = 1) =>
        new(Bob, Item(sequence, kind, number));

    private static Kept Told(long sequence, NoticeKind kind) =>
        new(Alice, new MailboxItem(sequence, EntryKind.Notice, default, default, kind, Message));

    private static Decided Decide(Verdict verdict) => new(Pair, Message, Bob, verdict, Refusal.None);

    private static Ended End(params DeviceId[] devices) =>
        new([.. devices.Select(device => (Bob, device))], []) { At = Start.AddHours(1) };

    private static MailboxItem Item(long sequence, EntryKind kind, long number) =>
        new(sequence, kind, Of(number), First, null, kind == EntryKind.Message ? Message : default);

    private static MessageNumber Of(long number) => new(Pair, Laptop, number);

    private static AgentId Agent(int id) => new(new Guid(id, 0, 0, new byte[8]));

    private static DeviceId Device(int id) => new(new Guid(id, 0, 0, new byte[8]));
}
