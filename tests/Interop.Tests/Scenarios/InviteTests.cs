using ContextExchange.Client;
using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Scenarios;

/// <summary>How two owners of different languages come together.</summary>
public sealed class InviteTests(PeerPrograms programs)
{
    [Theory]
    [ClassData(typeof(Directions))]
    public Task AnOfferOfOneLanguageIsTheBeginningOfAChainInTheOther(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var (talk, offer) = await InviteAsync(alice, bob, seed);
            await talk.Bob.UseOfferAsync(offer);
            await talk.ExchangeAsync(talk.Alice, "welcome");
            await talk.ExchangeAsync(talk.Bob, "glad to be here");

            // The second version names the acceptor, and follows the offer.
            talk.Clock.Now += Cxe1Limits.Minute;
            await talk.Alice.IssueTermsAsync(new(OwnerRead.AskedOnly, Conversation.Categories), talk.Bob.Identity);
            await talk.RefreshAsync();
            await talk.ExchangeAsync(talk.Alice, "under the second version");
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task AnOfferOfAnotherInviteIsRefused(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var (talk, _) = await InviteAsync(alice, bob, seed);
        await talk.Bob.UseOfferAsync(ConnectionTerms.OfferId(talk.Random.Bytes(32)));
        var sent = await talk.SealAsync(talk.Alice, "welcome");
        var lines = await talk.Bob.DeliverAsync(0, [ItemLine.OfEpoch(talk.Epoch(sent.EpochHash))]);
        Assert.Equal(Cxe1Error.WrongIdentity, lines[0].Error);
    });

    [Fact]
    public Task SafetyNumbersAndTheirCodesAreTheSameInBothLanguages() => Seeded.RunAsync(async seed =>
    {
        var random = new SeededRandom(seed);
        for (var i = 0; i < 12; i++)
        {
            var (one, other) = (Identity(random), Identity(random));
            var expected = SafetyNumber.Of(one, other);
            var given = new { one = IdentityLine.Of(one), other = IdentityLine.Of(other) };
            var line = await programs.Node.AskAsync<SafetyLine>("safety", "", 0, given);
            Assert.Equal(new(expected, "CXE1:" + expected.Replace(" ", "", StringComparison.Ordinal)), line);
            Assert.Equal(expected, SafetyNumber.Of(other, one));
        }
    });

    [Fact]
    public Task AnInviteLinkOfCSharpSaysTheSameInTypeScriptAndIsWrittenAlike() => Seeded.RunAsync(async seed =>
    {
        var random = new SeededRandom(seed);
        var identity = Identity(random);
        var code = CredentialText.Create(CredentialKind.Invite).Reveal();
        var link = new InviteLink(
            new("https://cex.example"), code, InviteLink.HashOf(identity), random.Bytes(32));
        var line = await programs.Node.AskAsync<InviteLine>("readInvite", "", 0, new { link = link.ToString() });
        Assert.Equal(
            (ServerOrigin.Of(link.Server), code, link.Id, new Bytes32(link.IdentityHash), link.ToString()),
            (line.Server, line.Code, line.Id, line.IdentityHash, line.Again));
        Assert.Equal(link.Secret, line.Secret);
        Assert.Equal(link.Secret, InviteLink.Parse(line.Again).Secret);
    });

    [Fact]
    public Task TheAcceptanceOfAnInviteIsTheSameInBothLanguages() => Seeded.RunAsync(async seed =>
    {
        var random = new SeededRandom(seed);
        for (var i = 0; i < 20; i++)
        {
            var (secret, invite) = (random.Bytes(32), "AbCdEfGh0123");
            var (inviter, acceptor) = (Identity(random), Identity(random));
            var given = new { secret, invite, one = IdentityLine.Of(inviter), other = IdentityLine.Of(acceptor) };
            var acceptance = await programs.Node.AskAsync<byte[]>("acceptance", "", 0, given);
            Assert.Equal(InviteLink.Acceptance(secret, invite, inviter, acceptor), acceptance);
        }
    });

    private static AgentIdentity Identity(SeededRandom random) =>
        new(random.NextId(), new(random.Bytes(32)), new(random.Bytes(32)));

    /// <summary>Alice's owner invites with an offer, and Bob's accepts by terms that name everything.</summary>
    private async Task<(Conversation Talk, Guid Offer)> InviteAsync(Language alice, Language bob, string seed)
    {
        var talk = await Conversation.StartAsync(programs, alice, bob, seed);
        var secret = talk.Random.Bytes(32);
        await talk.Alice.IssueTermsAsync(new(OwnerRead.Everything, Conversation.Categories, secret), peer: null);
        await talk.Bob.IssueTermsAsync(new(OwnerRead.Everything, Conversation.Categories), talk.Alice.Identity);
        await talk.RefreshAsync();
        var offer = Records.Terms((await talk.Alice.PublishedAsync()).Terms[0]);
        Assert.Equal((true, ConnectionTerms.OfferId(secret)), (offer.IsOffer, offer.Connection));
        return (talk, offer.Connection);
    }
}
