using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Tests.Rules;

/// <summary>
/// A million random messages against a second statement of the rules: a plain list of (condition, answer), which shares
/// nothing with the code under test but the facts.
/// </summary>
public sealed class ConsentModelTests
{
    private const int Cases = 1_000_000;

    private static readonly (Func<SendFacts, bool> When, SendStatus Answer)[] Model =
    [
        (f => f.Form == MessageForm.Malformed, SendStatus.Malformed),
        (f => f.Form == MessageForm.UnsupportedSuite, SendStatus.UnsupportedSuite),
        (f => !f.FromItsSender, SendStatus.WrongSender),
        (f => f.Number == NumberStanding.Reused, SendStatus.SequenceReused),
        (f => f.Number == NumberStanding.Ahead, SendStatus.OutOfOrder),
        (f => !f.Connected, SendStatus.NotConnected),
        (f => f.Frozen, SendStatus.Frozen),
        (f => f.Epoch == EpochStanding.Unknown, SendStatus.EpochUnknown),
        (f => f.Epoch == EpochStanding.Forked, SendStatus.EpochFork),
        (f => !f.RosterInForce, SendStatus.StaleDirectory),
        (f => MayPass(f) && (Share(f) == ConsentLevel.Ask || f.AskRequested) && f.SenderHasApprover
            && !f.SenderOwnerReads, SendStatus.StaleDirectory),
        (f => MayPass(f) && Receive(f) == ConsentLevel.Ask && f.RecipientHasApprover && !f.RecipientOwnerReads,
            SendStatus.StaleDirectory),
        (f => !f.TermsCurrent, SendStatus.StaleTerms),
        (f => f.Created - f.Now > 5 * 60 * 1000, SendStatus.CreatedAhead),
        (f => f.TimeToLive is < 1 or > 7 * 24 * 3600, SendStatus.Expired),
        (f => f.Created + 1000 * f.TimeToLive <= f.Now, SendStatus.Expired),
        (f => f.SenderLevels == null || f.RecipientLevels == null, SendStatus.UnknownCategory),
        (f => Share(f) == ConsentLevel.Never || Receive(f) == ConsentLevel.Never, SendStatus.NotAllowed),
        (f => Share(f) == ConsentLevel.Ask && !f.SenderHasApprover, SendStatus.NoApprover),
        (f => f.AskRequested && !f.SenderHasApprover, SendStatus.NoApprover),
        (f => Receive(f) == ConsentLevel.Ask && !f.RecipientHasApprover, SendStatus.NoApprover),
        (f => !f.LineageValid, SendStatus.LineageInvalid),
        (f => !f.WithinHops, SendStatus.LoopLimit),
        (f => !f.WithinBudget, SendStatus.BudgetExhausted),
        (f => f.MustWait, SendStatus.Overloaded),
        (f => f.HoldsFull && AsksSomebody(f), SendStatus.Overloaded),
        (AsksSomebody, SendStatus.Held),
        (_ => true, SendStatus.Accepted),
    ];

    [Fact]
    public void AMillionRandomMessagesAreDecidedAsTheModelSays()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < Cases; i++)
        {
            var facts = Next(random);
            var expected = Answer(facts);
            var actual = ConnectionRules.Decide(facts);
            if (expected != actual.Status || Asks(facts, expected) != actual.Asks)
                Assert.Fail($"seed {seed}, case {i}: {expected} expected, {actual} for {facts}");
        }
    }

    private static SendStatus Answer(SendFacts facts)
    {
        foreach (var (when, answer) in Model)
            if (when(facts)) return answer;
        throw new InvalidOperationException("The last rule holds always.");
    }

    private static bool MayPass(SendFacts facts) =>
        facts.SenderLevels != null && facts.RecipientLevels != null
        && Share(facts) != ConsentLevel.Never && Receive(facts) != ConsentLevel.Never;

    private static ConsentLevel Share(SendFacts facts) => facts.SenderLevels!.Value.Share;

    private static ConsentLevel Receive(SendFacts facts) => facts.RecipientLevels!.Value.Receive;

    private static bool AsksSomebody(SendFacts facts) =>
        facts.AskRequested || Share(facts) == ConsentLevel.Ask || Receive(facts) == ConsentLevel.Ask;

    private static HoldSide Asks(SendFacts facts, SendStatus expected)
    {
        if (expected != SendStatus.Held) return HoldSide.None;
        return facts.AskRequested || Share(facts) == ConsentLevel.Ask ? HoldSide.Sender : HoldSide.Recipient;
    }

    // Each obstacle is rare, so that deep rules are reached; one message in three has none.
    private static SendFacts Next(Random random)
    {
        var rarity = random.Next(3) == 0 ? 0 : 0.06;
        bool Rare() => random.NextDouble() < rarity;
        CategoryLevels? Levels() => Rare() ? null : new((ConsentLevel)random.Next(3), (ConsentLevel)random.Next(3));
        const long now = 1_800_000_000_000;
        return new SendFacts
        {
            Form = Rare() ? (MessageForm)random.Next(3) : MessageForm.Canonical,
            FromItsSender = !Rare(),
            Number = !Rare() ? NumberStanding.Next
                : random.Next(2) == 0 ? NumberStanding.Reused : NumberStanding.Ahead,
            Connected = !Rare(),
            Frozen = Rare(),
            Epoch = Rare() ? (EpochStanding)random.Next(3) : EpochStanding.Current,
            RosterInForce = !Rare(),
            TermsCurrent = !Rare(),
            Now = now,
            Created = now + (Rare() ? random.Next(-600_000, 600_000) : 0),
            TimeToLive = Rare() ? random.Next(-1, 700_000) : random.Next(1, 604_801),
            SenderLevels = Levels(),
            RecipientLevels = Levels(),
            AskRequested = random.Next(4) == 0,
            SenderHasApprover = random.Next(5) != 0,
            RecipientHasApprover = random.Next(5) != 0,
            SenderOwnerReads = random.Next(5) != 0,
            RecipientOwnerReads = random.Next(5) != 0,
            LineageValid = !Rare(),
            WithinHops = !Rare(),
            WithinBudget = !Rare(),
            MustWait = Rare(),
            HoldsFull = Rare(),
        };
    }
}
