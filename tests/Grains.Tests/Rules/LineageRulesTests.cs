using System.Buffers.Binary;
using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class LineageRulesTests
{
    private static readonly byte[] ServerKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly AgentId Ada = AgentId.New();
    private static readonly EnvelopeId Question = EnvelopeId.New();
    private static readonly Guid Root = EnvelopeId.New().Value;

    private static readonly MessagePlace Asked = new(Root, 3, 0b0001, 500);
    private static readonly MessagePlace Answer = new(Root, 4, 0b0011, 499);

    [Fact]
    public void AnHonestAnswerIsValid() => Assert.Equal(LineageVerdict.Valid, Check(Answer));

    [Fact]
    public void AFirstMessageBringsNothingAndHasNoHops()
    {
        Assert.Equal(LineageVerdict.Valid, First(new(Root, 0, 0, 9), []));
        Assert.Equal(LineageVerdict.Invalid, First(new(Root, 1, 0, 9), []));
        Assert.Equal(LineageVerdict.Invalid, First(new(Root, 0, 0, 9), Claim(Asked)));
    }

    [Fact]
    public void HopsCountUpByOne()
    {
        Assert.Equal(LineageVerdict.Invalid, Check(Answer with { Hop = 3 }));
        Assert.Equal(LineageVerdict.Invalid, Check(Answer with { Hop = 5 }));
    }

    [Fact]
    public void TaintOnlyGrows()
    {
        Assert.Equal(LineageVerdict.Valid, Check(Answer with { Taint = 0b0001 }));
        Assert.Equal(LineageVerdict.Invalid, Check(Answer with { Taint = 0b0010 }));
    }

    [Fact]
    public void BudgetOnlyShrinks()
    {
        Assert.Equal(LineageVerdict.Valid, Check(Answer with { Budget = 0 }));
        Assert.Equal(LineageVerdict.Invalid, Check(Answer with { Budget = 500 }));
    }

    [Fact]
    public void NothingFollowsAnEmptyBudget()
    {
        var last = Asked with { Budget = 0 };
        Assert.Equal(LineageVerdict.BudgetExhausted, Check(Answer with { Budget = 0 }, Claim(last)));
    }

    [Fact]
    public void TheRootStaysWithinAConnection()
    {
        var elsewhere = Answer with { Root = EnvelopeId.New().Value };
        Assert.Equal(LineageVerdict.Invalid, Check(elsewhere, parentRoot: Root));
        Assert.Equal(LineageVerdict.Valid, Check(elsewhere, parentRoot: null));
    }

    [Fact]
    public void EveryBitOfTheClaimIsAuthenticated()
    {
        var claim = Claim(Asked);
        for (var bit = 0; bit < claim.Length * 8; bit++)
        {
            var forged = claim.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(LineageVerdict.Invalid, Check(Answer, forged));
        }
    }

    [Fact]
    public void AClaimIsWorthNothingForAnotherAgentParentOrServer()
    {
        var claim = Claim(Asked);
        var other = AgentId.New();
        Assert.Equal(LineageVerdict.Invalid, LineageRules.Check(ServerKey, other, Question, Answer, claim, null));
        Assert.Equal(LineageVerdict.Invalid, LineageRules.Check(ServerKey, Ada, EnvelopeId.New(), Answer, claim, null));
        Assert.Equal(LineageVerdict.Invalid, LineageRules.Check(new byte[32], Ada, Question, Answer, claim, null));
    }

    [Fact]
    public void TheSumOfAnswersNeverExceedsTheParentsBudgetAlongAChain()
    {
        var random = new Random(7);
        var place = new MessagePlace(Root, 0, 0, 1_000);
        var parent = EnvelopeId.New();
        while (place.Budget > 0)
        {
            var next = place with { Hop = (byte)(place.Hop + 1), Budget = (uint)random.NextInt64(place.Budget + 10) };
            var claim = Claim(place, parent);
            var verdict = LineageRules.Check(ServerKey, Ada, parent, next, claim, Root);
            Assert.Equal(next.Budget < place.Budget, verdict == LineageVerdict.Valid);
            if (verdict == LineageVerdict.Valid) place = next;
        }
    }

    private static LineageVerdict First(MessagePlace place, byte[] claim) =>
        LineageRules.Check(ServerKey, Ada, default, place, claim, null);

    private static LineageVerdict Check(MessagePlace answer, byte[]? claim = null, Guid? parentRoot = null) =>
        LineageRules.Check(ServerKey, Ada, Question, answer, claim ?? Claim(Asked), parentRoot);

    private static byte[] Claim(MessagePlace place, EnvelopeId? message = null)
    {
        var claim = new byte[39];
        place.Root.TryWriteBytes(claim, bigEndian: true, out _);
        claim[16] = place.Hop;
        BinaryPrimitives.WriteUInt16BigEndian(claim.AsSpan(17), place.Taint);
        BinaryPrimitives.WriteUInt32BigEndian(claim.AsSpan(19), place.Budget);
        LineageRules.Tag(ServerKey, Ada, message ?? Question, place).CopyTo(claim, 23);
        return claim;
    }
}
