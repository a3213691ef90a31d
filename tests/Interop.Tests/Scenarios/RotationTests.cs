using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Scenarios;

/// <summary>An identity key that one language rotates and the other follows.</summary>
public sealed class RotationTests(PeerPrograms programs)
{
    [Theory]
    [ClassData(typeof(Directions))]
    public Task ARotatedKeyIsFollowedByTheOtherLanguage(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        await talk.ExchangeAsync(talk.Alice, "under the first key");
        var underWay = await talk.SealAsync(talk.Alice, "under way");
        var toFirst = await talk.SealAsync(talk.Bob, "to the first key");
        // Whoever was away finds two rotations.
        for (var i = 0; i < 2; i++)
        {
            talk.Clock.Now += Cxe1Limits.Minute;
            await talk.Alice.RotateAsync();
        }

        await talk.RefreshAsync();

        Assert.Equal("under way", (await talk.DeliverAsync(talk.Bob, underWay)).Message?.Text);
        Assert.Equal("to the first key", (await talk.DeliverAsync(talk.Alice, toFirst)).Message?.Text);
        await talk.ExchangeAsync(talk.Alice, "under the third key");
        await talk.ExchangeAsync(talk.Bob, "to the third key");
        talk.Clock.Now += Cxe1Limits.Minute;
        await talk.Bob.IssueTermsAsync(new(OwnerRead.AskedOnly, Conversation.Categories), talk.Alice.Identity);
        await talk.RefreshAsync();
        await talk.ExchangeAsync(talk.Bob, "under terms that name the third key");
    });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task ARotationThatIsLeftOutOrLeadsElsewhereIsNotFollowed(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
            var before = await talk.Alice.PublishedAsync();
            await talk.Alice.RotateAsync();
            var rotated = await talk.Alice.PublishedAsync();
            var forged = rotated.Rotations![0].ToArray();
            forged[^1] ^= 1;

            Assert.Equal(Cxe1Error.WrongIdentity, await talk.Bob.LearnAsync(rotated with { Rotations = [] }));
            Assert.Equal(Cxe1Error.SignatureInvalid, await talk.Bob.LearnAsync(rotated with { Rotations = [forged] }));
            Assert.Equal(Cxe1Error.None, await talk.Bob.LearnAsync(rotated));
            Assert.Equal(Cxe1Error.WrongIdentity, await talk.Bob.LearnAsync(before));
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task AnEpochUnderAnEarlierKeyEndsWithItsRotation(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
            var published = await talk.Alice.PublishedAsync();
            talk.Clock.Now += Cxe1Limits.Minute;
            var stolen = await talk.AdoptAsync(alice, await talk.Alice.SecretsAsync(), seed + " thief");
            Assert.Equal(Cxe1Error.None, await stolen.LearnAsync(await talk.Bob.PublishedAsync()));
            await talk.Alice.RotateAsync();
            await talk.RefreshAsync();
            talk.Clock.Now += Cxe1Limits.ClockTolerance + 1;

            var late = await talk.SealAsync(stolen, "by the key that was left");

            var lines = await talk.Bob.DeliverAsync(0, [ItemLine.OfEpoch(talk.Epoch(late.EpochHash))]);
            Assert.Equal(Cxe1Error.WrongIdentity, lines[0].Error);
            Assert.NotEqual(published.Identity, (await talk.Alice.PublishedAsync()).Identity);
        });
}
