using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Which offers the terms of a connection may begin with, where it is made again, too; and links' secrets.
/// </summary>
internal sealed partial class VerdictCases
{
    private void AddOffers()
    {
        var (alice, bob) = (Talk.Alice, Talk.Bob);
        var (first, accepted) = (alice.Terms[0], bob.Terms[0]);
        ConnectionTerms second = OfferOf(alice, "second", 10), other = OfferOf(alice, "for carol", 5);
        var (again, back) = (AcceptanceOf(bob, alice, 11), AcceptanceOf(alice, bob, 11));
        var (bobs, none) = (OfferOf(bob, "bob's", 10), default(Bytes32));
        void Case(
            string name, string offers, string known, ConnectionTerms[] own, ConnectionTerms[] peer,
            params ConnectionTerms[] made)
        {
            var one = new JsonObject
            {
                ["op"] = "offers",
                ["own"] = VectorWorld.Of(bob.Identity),
                ["peer"] = VectorWorld.Of(alice.Identity),
                ["connection"] = VectorWorld.Of(TestConversation.Connection),
                ["known"] = known,
                ["ownTerms"] = cast.References(own),
                ["peerTerms"] = cast.References(peer),
                ["made"] = new JsonArray([.. made.Select(offer => (JsonNode)VectorWorld.Of(offer.Connection))]),
            };
            var actual = _judge.Judge(one).Results["offers"]!.GetValue<string>();
            if (actual != offers) cast.Disagreements.Add($"offers {name}: {actual} instead of {offers}");
            Add($"offers {name}", "ok", one);
        }
        string Pair(ConnectionTerms offer, Bytes32 by) => $"{VectorWorld.Of(offer.Connection)} {by}";
        var begun = Pair(first, accepted.Hash);
        var both = $"{begun}, {Pair(second, again.Hash)}";

        Case("of a first connection", begun, "", [accepted], [first]);
        Case("that nobody has accepted", "", "", [], [first]);
        Case("that are known", begun, begun, [accepted], [first]);
        Case("of a connection that is made again", both, begun, [accepted, again], [first, second]);
        Case("of both connections, to a new device", $"{Pair(second, again.Hash)}, {begun}", "", [accepted, again],
            [first, second]);
        Case("without a new acceptance", begun, begun, [accepted], [first, other]);
        Case("of which one was accepted by link", both, both, [accepted, again], [first, other]);
        Case("of which one stands between", both, begun, [accepted, again], [first, other, second]);
        Case("whose sides change", $"{begun}, {Pair(bobs, back.Hash)}", begun, [accepted, bobs], [first, back], bobs);
        Case("of the own side that were not made", begun, begun, [accepted, bobs], [first, back]);
        Case("on both sides", "", "", [bobs], [first], bobs);
        Case("that another owner signed", "", "", [accepted], [OfferOf(alice, "forged", 0, bob.Oik)]);
        Case("of another agent", "", "", [accepted], [OfferOf(bob, "bob's", 0, alice.Oik)]);
        Case("whose acceptance another owner signed", "", "", [AcceptanceOf(bob, alice, 0, alice.Oik)], [first]);
        Case("whose acceptance names another peer", "", "", [AcceptanceOf(bob, bob, 0)], [first]);
        Case("whose acceptance is of another side", "", "", [back], [first]);
        Case("known without an acceptance", begun, Pair(first, none), [accepted], [first]);
        Case("known without an acceptance, after another", $"{begun}, {Pair(other, none)}", Pair(first, none),
            [accepted], [other, first]);
        Case("older than the acceptances", $"{Pair(second, again.Hash)}, {Pair(first, none)}", "", [again],
            [first, second]);

        foreach (var (i, created) in new long[] { 0, 1, TestKeys.Start, (1L << 53) - 1 }.Index())
            Add($"invite secret {i}", "ok", new()
            {
                ["op"] = "invite-secret", ["seed"] = TestKeys.Digest($"aik seed {i}").ToString(),
                ["created"] = created,
            });
    }

    private ConnectionTerms OfferOf(TestAgent agent, string secret, long later, Key? oik = null) =>
        ConnectionTerms.IssueOffer(
            oik ?? agent.Oik, TestKeys.Digest("secret " + secret).ToArray(), TermsParty.Of(agent.Identity), Now + later,
            OwnerRead.AskedOnly, TestTerms.Levels);

    private ConnectionTerms AcceptanceOf(TestAgent agent, TestAgent peer, long later, Key? oik = null) =>
        ConnectionTerms.Issue(
            oik ?? agent.Oik, TestConversation.Connection, TermsParty.Of(agent.Identity), TermsParty.Of(peer.Identity),
            Now + later, OwnerRead.AskedOnly, TestTerms.Levels, previous: null);
}
