using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Following an agent's identity key: docs/protocol/cxe1.md, section 5.6.</summary>
public sealed class RotationChainTests
{
    private static readonly Guid Agent = TestKeys.Id("alice");
    private static readonly Key First = TestKeys.Ed25519("alice aik");
    private static readonly Key Second = TestKeys.Ed25519("alice aik 2");
    private static readonly Key Third = TestKeys.Ed25519("alice aik 3");
    private static readonly Key Mallory = TestKeys.Ed25519("mallory");
    private static readonly Bytes32 Oik = TestKeys.Ed25519("alice oik").RawPublicKey();

    private static AgentIdentity Pinned => new(Agent, First.RawPublicKey(), Oik);

    [Fact]
    public void AKeyIsFollowedOverEveryRotationSinceThePinnedOne()
    {
        Rotation[] shown = [Of(First, Second), Of(Second, Third, TestKeys.Start + 5)];
        Assert.Equal(Cxe1Error.None, Follow(Pinned, Third, shown, out var identity));
        Assert.Equal(Third.RawPublicKey(), identity.Aik);
        Assert.Equal(
            [new PastKey(First.RawPublicKey(), TestKeys.Start), new(Second.RawPublicKey(), TestKeys.Start + 5)],
            identity.Past.AsEnumerable());
        Assert.Equal(Cxe1Error.None, Follow(identity, Third, shown, out var again));
        Assert.Equal(2, again.Past.Length);
    }

    [Fact]
    public void WhatThePinnedKeyDidNotSignIsNotFollowed()
    {
        var foreign = TestKeys.Id("bob");
        (Cxe1Error, Key, Rotation[])[] cases =
        [
            (Cxe1Error.WrongIdentity, Second, []),
            (Cxe1Error.WrongIdentity, Second, [Of(Mallory, Second)]),
            (Cxe1Error.WrongIdentity, Mallory, [Of(First, Second)]),
            (Cxe1Error.WrongIdentity, Second, [Rotation.OfAgent(First, foreign, Second.RawPublicKey(), 1)]),
            (Cxe1Error.WrongIdentity, Second, [Rotation.OfOwner(First, Second.RawPublicKey(), 1)]),
            (Cxe1Error.SignatureInvalid, Second, [Forged(First, Second)]),
            (Cxe1Error.NotYetValid, Second, [Of(First, Second, TestKeys.Start + Cxe1Limits.ClockTolerance + 1)]),
        ];
        foreach (var (expected, claimed, shown) in cases)
        {
            Assert.Equal(expected, Follow(Pinned, claimed, shown, out var identity));
            Assert.Equal((Pinned.Aik, 0), (identity.Aik, identity.Past.Length));
        }
    }

    [Fact]
    public void AKeyThatWasLeftNeverComesBack()
    {
        Assert.Equal(Cxe1Error.None, Follow(Pinned, Second, [Of(First, Second)], out var rotated));
        Assert.Equal(Cxe1Error.WrongIdentity, Follow(rotated, First, [Of(First, Second)], out _));
        Assert.Equal(Cxe1Error.HistoryForked, Follow(rotated, First, [Of(Second, First)], out _));
        Assert.Equal(
            Cxe1Error.HistoryForked, Follow(rotated, Third, [Of(Second, Third, TestKeys.Start - 1)], out _));
    }

    [Fact]
    public void WhoPinnedNothingTakesThePastAsFarAsItIsSigned()
    {
        var today = Pinned with { Aik = Third.RawPublicKey() };
        Rotation[] shown = [Forged(TestKeys.Ed25519("nobody"), First), Of(First, Second), Of(Second, Third)];
        var identity = RotationChain.Before(today, shown);
        Assert.Equal(
            [First.RawPublicKey(), Second.RawPublicKey()], identity.Past.Select(past => past.Aik));
    }

    [Fact]
    public void ADirectoryGoesOnUnderTheNewKeyAndNeverBack()
    {
        var identity = Rotated();
        var one = DeviceList.Issue(First, Agent, TestKeys.Start, [], previous: null);
        var two = DeviceList.Issue(Second, Agent, TestKeys.Start, [], one);
        Assert.Equal(Cxe1Error.None, Verify(identity, one, two));
        Assert.Equal(Cxe1Error.WrongIdentity, Verify(identity, one));
        var back = DeviceList.Issue(First, Agent, TestKeys.Start, [], two);
        Assert.Equal(Cxe1Error.WrongIdentity, Verify(identity, one, two, back));
        Assert.Equal(Cxe1Error.WrongIdentity, Verify(Pinned, one, two));
    }

    [Fact]
    public void TermsMayNameASideByAnyOfItsKeys()
    {
        var identity = Rotated();
        Assert.True(identity.IsNamedBy(TermsParty.Of(identity)));
        Assert.True(identity.IsNamedBy(TermsParty.Of(Pinned)));
        Assert.False(identity.IsNamedBy(TermsParty.Of(Pinned with { Aik = Mallory.RawPublicKey() })));
        Assert.False(identity.IsNamedBy(TermsParty.Of(Pinned with { Oik = Mallory.RawPublicKey() })));
    }

    private static AgentIdentity Rotated()
    {
        Assert.Equal(Cxe1Error.None, Follow(Pinned, Second, [Of(First, Second)], out var identity));
        return identity;
    }

    private static Cxe1Error Verify(AgentIdentity identity, params DeviceList[] lists)
    {
        AgentDirectory.TryVerify(identity, lists, [], [], out _, out var error);
        return error;
    }

    private static Cxe1Error Follow(
        AgentIdentity pinned, Key claimed, Rotation[] shown, out AgentIdentity identity) =>
        RotationChain.Follow(pinned, claimed.RawPublicKey(), shown, TestKeys.Start, out identity);

    private static Rotation Of(Key old, Key next, long created = TestKeys.Start) =>
        Rotation.OfAgent(old, Agent, next.RawPublicKey(), created);

    /// <summary>It names the old key, and somebody else has signed it.</summary>
    private static Rotation Forged(Key old, Key next)
    {
        var bytes = Of(Mallory, next).Bytes.ToArray();
        old.RawPublicKey().ToArray().CopyTo(bytes, 17);
        Assert.True(Rotation.TryParse(bytes, out var forged, out _));
        return forged;
    }
}
