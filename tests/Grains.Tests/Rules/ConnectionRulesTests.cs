using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class ConnectionRulesTests
{
    private const long Now = 1_800_000_000_000;
    private static readonly CategoryLevels Auto = new(ConsentLevel.Auto, ConsentLevel.Auto);

    /// <summary>A message that nothing stands against.</summary>
    private static readonly SendFacts Good = new()
    {
        FromItsSender = true,
        Number = NumberStanding.Next,
        Connected = true,
        RosterInForce = true,
        TermsCurrent = true,
        Now = Now,
        Created = Now,
        TimeToLive = 3_600,
        SenderLevels = Auto,
        RecipientLevels = Auto,
        SenderHasApprover = true,
        RecipientHasApprover = true,
        SenderOwnerReads = true,
        RecipientOwnerReads = true,
        LineageValid = true,
        WithinHops = true,
        WithinBudget = true,
    };

    /// <summary>One way to bring about each refusal of the rules, in precedence order.</summary>
    private static readonly (SendStatus Status, Func<SendFacts, SendFacts> Break)[] Rows =
    [
        (SendStatus.Malformed, facts => facts with { Form = MessageForm.Malformed }),
        (SendStatus.UnsupportedSuite, facts => facts with
        {
            Form = facts.Form == MessageForm.Malformed ? facts.Form : MessageForm.UnsupportedSuite,
        }),
        (SendStatus.WrongSender, facts => facts with { FromItsSender = false }),
        (SendStatus.SequenceReused, facts => facts with { Number = NumberStanding.Reused }),
        (SendStatus.OutOfOrder, facts => facts with
        {
            Number = facts.Number == NumberStanding.Reused ? facts.Number : NumberStanding.Ahead,
        }),
        (SendStatus.NotConnected, facts => facts with { Connected = false }),
        (SendStatus.Frozen, facts => facts with { Frozen = true }),
        (SendStatus.EpochUnknown, facts => facts with { Epoch = EpochStanding.Unknown }),
        (SendStatus.EpochFork, facts => facts with
        {
            Epoch = facts.Epoch == EpochStanding.Unknown ? facts.Epoch : EpochStanding.Forked,
        }),
        (SendStatus.StaleDirectory, facts => facts with { RosterInForce = false }),
        (SendStatus.StaleTerms, facts => facts with { TermsCurrent = false }),
        (SendStatus.CreatedAhead, facts => facts with { Created = facts.Now + 300_001 }),
        (SendStatus.Expired, facts => facts with { TimeToLive = 604_801 }),
        (SendStatus.UnknownCategory, facts => facts with { SenderLevels = null }),
        (SendStatus.NotAllowed, facts => facts with { RecipientLevels = new(ConsentLevel.Auto, ConsentLevel.Never) }),
        (SendStatus.NoApprover, facts => facts with { AskRequested = true, SenderHasApprover = false }),
        (SendStatus.LineageInvalid, facts => facts with { LineageValid = false }),
        (SendStatus.LoopLimit, facts => facts with { WithinHops = false }),
        (SendStatus.BudgetExhausted, facts => facts with { WithinBudget = false }),
        (SendStatus.Overloaded, facts => facts with { MustWait = true }),
    ];

    public static TheoryData<SendStatus> Refusals => new(Rows.Select(row => row.Status));

    [Fact]
    public void AMessageThatNothingStandsAgainstIsDelivered() =>
        Assert.Equal(SendDecision.Deliver, ConnectionRules.Decide(Good));

    [Theory, MemberData(nameof(Refusals))]
    public void EachReasonAloneRefuses(SendStatus status) =>
        Assert.Equal(SendDecision.Refuse(status), ConnectionRules.Decide(Breaking(status)(Good)));

    [Theory, MemberData(nameof(Refusals))]
    public void OfTwoReasonsTheEarlierIsTheAnswer(SendStatus status)
    {
        foreach (var (later, breaks) in Rows.Where(row => row.Status > status))
        {
            var facts = breaks(Breaking(status)(Good));
            Assert.True(ConnectionRules.Decide(facts).Status == status, $"{status} before {later}");
        }
    }

    [Fact]
    public void TheRowsAndTheStoresVerdictsCoverEveryStatus()
    {
        var decided = Rows.Select(row => row.Status)
            .Concat([SendStatus.Accepted, SendStatus.Held])
            .Concat(Enum.GetValues<AppendVerdict>().Select(verdict =>
                ConnectionRules.Outcome(SendStatus.Accepted, verdict)));

        // A duplicate is answered from memory or the store, before any rule.
        Assert.Equal(
            Enum.GetValues<SendStatus>().Where(status => status != SendStatus.Duplicate),
            decided.Distinct().Order());
    }

    [Fact]
    public void ReasonsAreListedInPrecedenceOrder() =>
        Assert.Equal(Rows.Select(row => row.Status).Order(), Rows.Select(row => row.Status));

    [Theory]
    [InlineData(ConsentLevel.Auto, ConsentLevel.Auto, false, SendStatus.Accepted, 0)]
    [InlineData(ConsentLevel.Auto, ConsentLevel.Auto, true, SendStatus.Held, 1)]
    [InlineData(ConsentLevel.Auto, ConsentLevel.Ask, false, SendStatus.Held, 2)]
    [InlineData(ConsentLevel.Auto, ConsentLevel.Never, false, SendStatus.NotAllowed, 0)]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Auto, false, SendStatus.Held, 1)]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Ask, false, SendStatus.Held, 1)]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Never, false, SendStatus.NotAllowed, 0)]
    [InlineData(ConsentLevel.Never, ConsentLevel.Auto, false, SendStatus.NotAllowed, 0)]
    [InlineData(ConsentLevel.Never, ConsentLevel.Ask, true, SendStatus.NotAllowed, 0)]
    [InlineData(ConsentLevel.Never, ConsentLevel.Never, false, SendStatus.NotAllowed, 0)]
    public void BothContractsDecide(
        ConsentLevel share, ConsentLevel receive, bool askRequested, SendStatus status, int asks)
    {
        var facts = Good with
        {
            SenderLevels = new(share, ConsentLevel.Never),
            RecipientLevels = new(ConsentLevel.Never, receive),
            AskRequested = askRequested,
        };
        Assert.Equal(new SendDecision(status, (HoldSide)asks), ConnectionRules.Decide(facts));
    }

    [Theory]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Auto, false, true, SendStatus.StaleDirectory)]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Auto, true, false, SendStatus.Held)]
    [InlineData(ConsentLevel.Auto, ConsentLevel.Ask, true, false, SendStatus.StaleDirectory)]
    [InlineData(ConsentLevel.Auto, ConsentLevel.Ask, false, true, SendStatus.Held)]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Ask, true, false, SendStatus.StaleDirectory)]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Ask, false, true, SendStatus.StaleDirectory)]
    [InlineData(ConsentLevel.Auto, ConsentLevel.Auto, false, false, SendStatus.Accepted)]
    [InlineData(ConsentLevel.Ask, ConsentLevel.Never, false, false, SendStatus.NotAllowed)]
    [InlineData(ConsentLevel.Never, ConsentLevel.Ask, false, false, SendStatus.NotAllowed)]
    public void WhoeverMustDecideMustBeAbleToRead(
        ConsentLevel share, ConsentLevel receive, bool senderReads, bool recipientReads, SendStatus status)
    {
        var facts = Good with
        {
            SenderLevels = new(share, ConsentLevel.Never),
            RecipientLevels = new(ConsentLevel.Never, receive),
            SenderOwnerReads = senderReads,
            RecipientOwnerReads = recipientReads,
        };
        Assert.Equal(status, ConnectionRules.Decide(facts).Status);
    }

    [Fact]
    public void AnOwnerWithoutAViewerCannotDecideWhateverTheRoster()
    {
        var facts = Good with { AskRequested = true, SenderHasApprover = false, SenderOwnerReads = false };
        Assert.Equal(SendStatus.NoApprover, ConnectionRules.Decide(facts).Status);
    }

    [Fact]
    public void ARecipientWhoCannotBeAskedRefusesBeforeTheSenderIsAsked()
    {
        var facts = Good with
        {
            SenderLevels = new(ConsentLevel.Ask, ConsentLevel.Auto),
            RecipientLevels = new(ConsentLevel.Auto, ConsentLevel.Ask),
            RecipientHasApprover = false,
        };
        Assert.Equal(SendStatus.NoApprover, ConnectionRules.Decide(facts).Status);
    }

    [Theory]
    [InlineData(0L, 300_000L, 60L, SendStatus.Accepted)]
    [InlineData(0L, 300_001L, 60L, SendStatus.CreatedAhead)]
    [InlineData(60_000L, 0L, 60L, SendStatus.Expired)]
    [InlineData(59_999L, 0L, 60L, SendStatus.Accepted)]
    [InlineData(0L, 0L, 0L, SendStatus.Expired)]
    [InlineData(0L, 0L, 604_800L, SendStatus.Accepted)]
    [InlineData(0L, 0L, 604_801L, SendStatus.Expired)]
    public void TimeIsCheckedToTheMillisecond(long now, long created, long timeToLive, SendStatus status)
    {
        var facts = Good with { Now = Now + now, Created = Now + created, TimeToLive = timeToLive };
        Assert.Equal(status, ConnectionRules.Decide(facts).Status);
    }

    [Fact]
    public void FullHoldsRefuseOnlyWhatWouldBeHeld()
    {
        var full = Good with { HoldsFull = true };
        Assert.Equal(SendStatus.Accepted, ConnectionRules.Decide(full).Status);
        Assert.Equal(SendStatus.Overloaded, ConnectionRules.Decide(full with { AskRequested = true }).Status);
    }

    private static Func<SendFacts, SendFacts> Breaking(SendStatus status) =>
        Rows.First(row => row.Status == status).Break;
}
