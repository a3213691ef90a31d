using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Builds verdicts.json. The expected verdicts are stated here and compared with what the code says, so a file can only
/// be written if both agree.
/// </summary>
internal sealed partial class VerdictCases(VectorCast cast)
{
    private readonly List<JsonNode> _cases = [];
    private readonly VerdictJudge _judge = new(cast.World);

    private TestConversation Talk => cast.Talk;

    private long Now => Talk.Clock.Now;

    public List<JsonNode> Build()
    {
        AddDirectories();
        AddChains();
        AddConsent();
        AddRosters();
        AddOwners();
        AddHistory();
        AddNotes();
        AddNacks();
        AddVaults();
        AddOverlaps();
        AddOffers();
        return _cases;
    }

    private void Add(string name, string verdict, JsonObject one)
    {
        var actual = _judge.Judge(one);
        if (actual.Verdict != verdict) cast.Disagreements.Add($"{name}: {actual.Verdict} instead of {verdict}");
        var complete = new JsonObject { ["name"] = name };
        foreach (var (member, value) in one) complete[member] = value?.DeepClone();
        if (verdict == "ok")
            foreach (var (member, value) in actual.Results) complete[member] = value?.DeepClone();
        complete["v"] = verdict;
        _cases.Add(complete);
    }

    private void AddDirectories()
    {
        var bob = Talk.Bob;
        var mallory = TestKeys.Ed25519("mallory");
        void Case(string name, string verdict, Action<JsonObject> change)
        {
            var directory = cast.World.Json["directories"]!["bob"]!.DeepClone().AsObject();
            change(directory);
            Add($"directory {name}", verdict, new() { ["op"] = "directory", ["directory"] = directory });
        }
        void List(string name, string verdict, string member, params SignedRecord[] records) =>
            Case(name, verdict, directory => directory[member] = cast.References(records));
        void Damaged(string name, string member, SignedRecord record) =>
            Case(name, "SignatureInvalid", directory => directory[member] = new JsonArray(Hex(Flipped(record))));
        var (agent, device, key) = (bob.Identity.Agent, bob.Devices[0].Keys, TestKeys.X25519("any").RawPublicKey());
        var second = DeviceList.Issue(bob.Aik, agent, Now, [], bob.Lists[0]);
        var other = DeviceList.Issue(bob.Aik, agent, Now + 1, [], previous: null);
        var begin = Now + 1;
        Case("as it is", "ok", _ => { });
        List("with a second list", "ok", "lists", bob.Lists[0], second);
        List("without any list", "DirectoryStale", "lists");
        List("with a gap", "HistoryForked", "lists", other, second);
        List("with the lists in the wrong order", "HistoryForked", "lists", second, bob.Lists[0]);
        List("of another agent's key", "WrongIdentity", "lists", DeviceList.Issue(mallory, agent, Now, [], null));
        List("of another agent", "WrongIdentity", "lists", Talk.Alice.Lists[0]);
        Damaged("with a list that nobody signed", "lists", bob.Lists[0]);
        List("with another agent's certificate", "WrongIdentity", "certificates", Talk.Alice.Certificates[0]);
        Damaged("with a certificate that nobody signed", "certificates", bob.Certificates[0]);
        List("with another agent's prekey", "WrongIdentity", "prekeys", Talk.Alice.Prekeys[0]);
        Damaged("with a prekey that nobody signed", "prekeys", bob.Prekeys[0]);
        List("with a reply prekey", "WrongIdentity", "prekeys", Prekey.Issue(
            device.Dsk, agent, device.Device, PrekeyKind.ReplyPrekey, key, Now));
        List("with a prekey of a device that is not listed", "ok", "prekeys", Prekey.Issue(
            mallory, agent, TestKeys.Id("revoked"), PrekeyKind.SignedPrekey, key, Now));
        List("with a prekey by another device's key", "SignatureInvalid", "prekeys", Prekey.Issue(
            bob.Devices[1].Keys.Dsk, agent, device.Device, PrekeyKind.SignedPrekey, key, Now));
        List("with another owner's viewer", "WrongIdentity", "viewers", Talk.Alice.Viewers[0]);
        Damaged("with a viewer that nobody signed", "viewers", bob.Viewers[0]);
        List("with two viewers", "ok", "viewers", bob.Viewers[0], ViewerCertificate.Issue(
            bob.Oik, TestKeys.Id("second viewer"), key, begin, begin + Cxe1Limits.ViewerLife));
        List("without viewers", "ok", "viewers");
    }

    private void AddChains()
    {
        var (alice, bob) = (Talk.Alice, Talk.Bob);
        var offer = ConnectionTerms.OfferId(TestConversation.InviteSecret.ToArray());
        var (own, peer) = (TermsParty.Of(alice.Identity), TermsParty.Of(bob.Identity));
        ConnectionTerms Next(ConnectionTerms? previous, long created, Key? oik = null, TermsParty? of = null) =>
            ConnectionTerms.Issue(
                oik ?? alice.Oik, TestConversation.Connection, of ?? own, peer, created, OwnerRead.AskedOnly,
                TestTerms.Levels, previous);
        ConnectionTerms To(Guid connection, TermsParty to) => ConnectionTerms.Issue(
            alice.Oik, connection, own, to, Now, OwnerRead.AskedOnly, TestTerms.Levels, alice.Terms[0]);
        void Case(
            string name,
            string verdict,
            ConnectionTerms terms,
            ConnectionTerms[] known,
            bool hasPeer = true,
            Guid? offerId = null,
            long later = 0) =>
            Add($"terms {name}", verdict, new()
            {
                ["op"] = "terms-chain",
                ["side"] = VectorWorld.Of(alice.Identity),
                ["peer"] = hasPeer ? VectorWorld.Of(bob.Identity) : null,
                ["connection"] = VectorWorld.Of(TestConversation.Connection),
                ["offer"] = offerId is { } id ? VectorWorld.Of(id) : null,
                ["known"] = cast.References(known),
                ["terms"] = cast.Reference(terms),
                ["now"] = Now + later,
            });
        var first = alice.Terms[0];
        var second = Next(first, Now);
        var third = Next(second, Now + 10);
        var minutes = Cxe1Limits.ClockTolerance;
        Case("that are an offer, to the inviter", "ok", first, [], hasPeer: false, offerId: offer);
        Case("that are an offer, to the acceptor", "ok", first, [], offerId: offer);
        Case("that are an offer of another invite", "WrongIdentity", first, [], offerId: TestKeys.Id("another offer"));
        Case("that are an offer where none is expected", "WrongIdentity", first, []);
        Case("that name a peer before there is one", "WrongIdentity", second, [first], hasPeer: false, offerId: offer);
        Case("that follow an offer", "ok", second, [first], offerId: offer);
        Case("that are known", "ok", second, [first, second, third]);
        Case("that are known, by another's rules", "ok", first, [first], offerId: TestKeys.Id("another offer"));
        Case("that follow", "ok", third, [first, second]);
        Case("of which one is missing", "HistoryForked", third, [first]);
        Case("that go back", "HistoryForked", second, [third]);
        Case("that fork", "HistoryForked", Next(first, Now + 1), [first, second]);
        Case("that were created before their predecessor", "HistoryForked", Next(third, Now), [first, second, third]);
        Case("created when their predecessor was", "ok", Next(second, Now), [first, second]);
        Case("of which nothing is known", "ok", third, []);
        Case("that start again later", "ok", Next(null, Now + 11), [first, second, third]);
        Case("that start again at the same time", "HistoryForked", Next(null, Now + 10), [first, second, third]);
        Case("that start again earlier", "HistoryForked", Next(null, Now - 1), [first, second, third]);
        Case("five minutes ahead", "ok", Next(second, Now + minutes), [first, second]);
        Case("more than five minutes ahead", "NotYetValid", Next(second, Now + minutes + 1), [first, second]);
        Case("ahead and forked", "NotYetValid", Next(first, Now + minutes + 1), [first, second]);
        Case("that another owner signed", "SignatureInvalid", Next(first, Now, bob.Oik), [first]);
        Case("of the other side", "WrongIdentity", bob.Terms[0], []);
        Case("of another agent", "WrongIdentity", Next(first, Now, of: own with { Agent = TestKeys.Id("x") }), [first]);
        Case("of another AIK", "WrongIdentity", Next(first, Now, of: own with { AikHash = peer.AikHash }), [first]);
        Case("of another OIK", "WrongIdentity", Next(first, Now, of: own with { OikHash = peer.OikHash }), [first]);
        Case("for another connection", "WrongIdentity", To(TestKeys.Id("another connection"), peer), [first]);
        Case("for another peer", "WrongIdentity", To(TestConversation.Connection, own), [first]);
        Case("for a peer's former key", "WrongIdentity", To(
            TestConversation.Connection, peer with { AikHash = TestKeys.Digest("former") }), [first]);
        Case("for the offer instead of the connection", "WrongIdentity", To(offer, peer), [first], offerId: offer);
        for (var i = 0; i < 4; i++)
            Add($"offer id {i}", "ok", new() { ["op"] = "offer-id",
                ["secret"] = TestKeys.Digest($"s {i}").ToString() });
    }

    private void AddConsent()
    {
        var (alice, bob) = (Talk.Alice.Terms[0], Talk.Bob.Terms[0]);
        void Case(
            string name,
            string verdict,
            VectorCast.Sent sent,
            Approval[] approvals,
            long? now = null,
            ConnectionTerms? senders = null,
            ConnectionTerms? recipients = null,
            bool history = false) =>
            Add($"consent {name}", verdict, new()
            {
                ["op"] = "consent",
                ["message"] = Hex(DeliveredMessage.Join(sent.Envelope, approvals)),
                ["senderTerms"] = cast.Reference(senders ?? alice),
                ["recipientTerms"] = cast.Reference(recipients ?? bob),
                ["senderOik"] = $"{Talk.Alice.Identity.Oik}",
                ["recipientOik"] = $"{Talk.Bob.Identity.Oik}",
                ["now"] = history ? null : now ?? Now,
            });
        const string missing = "ApprovalMissing", invalid = "ApprovalInvalid";
        foreach (var (sent, verdicts) in new[]
        {
            (cast.Free, (string[])["ok", invalid, invalid, invalid]),
            (cast.AskToShare, [missing, "ok", missing, invalid]),
            (cast.AskToReceive, [missing, missing, "ok", invalid]),
            (cast.AskBoth, [missing, missing, missing, "ok"]),
        })
        {
            Approval first = cast.Approve(sent, OwnerSide.Sender), second = cast.Approve(sent, OwnerSide.Recipient);
            Case($"of nobody, {sent.Name}", verdicts[0], sent, []);
            Case($"of the sender's owner, {sent.Name}", verdicts[1], sent, [first]);
            Case($"of the recipient's owner, {sent.Name}", verdicts[2], sent, [second]);
            Case($"of both owners, {sent.Name}", verdicts[3], sent, [first, second]);
        }
        foreach (var side in (OwnerSide[])[OwnerSide.Sender, OwnerSide.Recipient])
            foreach (var (name, verdict, approval, later) in BrokenApprovals(side))
            {
                var other = side == OwnerSide.Sender ? OwnerSide.Recipient : OwnerSide.Sender;
                Case($"{side}, {name}", verdict, cast.AskBoth, [approval, cast.Approve(cast.AskBoth, other)],
                    Now + later);
            }
        var end = cast.AskBoth.View.End;
        Approval[] both = [cast.Approve(cast.AskBoth, OwnerSide.Sender), cast.Approve(cast.AskBoth,
            OwnerSide.Recipient)];
        Case("five minutes after the end", "ok", cast.AskBoth, both, end + Cxe1Limits.ClockTolerance);
        Case("later than that", invalid, cast.AskBoth, both, end + Cxe1Limits.ClockTolerance + 1);
        Case("later than that, as history", "ok", cast.AskBoth, both, history: true);
        AddConsentOfOtherTerms(Case, both);
    }

    private delegate void ConsentCase(
        string name,
        string verdict,
        VectorCast.Sent sent,
        Approval[] approvals,
        long? now = null,
        ConnectionTerms? senders = null,
        ConnectionTerms? recipients = null,
        bool history = false);

    private void AddConsentOfOtherTerms(ConsentCase add, Approval[] both)
    {
        ConnectionTerms Terms(TestAgent agent, ConnectionTerms? previous, params CategoryTerms[] levels) =>
            ConnectionTerms.Issue(
                agent.Oik, TestConversation.Connection, TermsParty.Of(agent.Identity),
                TermsParty.Of((agent == Talk.Alice ? Talk.Bob : Talk.Alice).Identity), Now, OwnerRead.AskedOnly, levels,
                previous);
        var (ask, auto, never) = (ConsentLevel.Ask, ConsentLevel.Auto, ConsentLevel.Never);
        CategoryTerms Free(ConsentLevel share, ConsentLevel receive) =>
            TestTerms.Level(TestTerms.Free, share, receive);
        var (alice, bob) = (Talk.Alice, Talk.Bob);
        add("under another version", "ConsentMismatch", cast.Free, [], senders: Terms(alice, alice.Terms[0],
            Free(auto, auto)));
        add("that should have been requested", "ConsentMismatch", cast.Free, [], senders: Terms(alice, null, Free(ask,
            auto)));
        add("under another version and forbidden", "ConsentMismatch", cast.Free, [], senders: Terms(alice,
            alice.Terms[0]));
        add("that may not be shared", "NotAllowed", cast.Free, [], senders: Terms(alice, null, Free(never, auto)));
        add("that is not listed by the sender", "NotAllowed", cast.Free, [], senders: Terms(alice, null));
        add("that may not be received", "NotAllowed", cast.Free, [], recipients: Terms(bob, null, Free(auto, never)));
        add("that is not listed by the recipient", "NotAllowed", cast.Free, [], recipients: Terms(bob, null));
        add("that may not be received, approved", "NotAllowed", cast.AskBoth, both, recipients: Terms(bob, null));
        add("that was flipped to ask", "ApprovalMissing", cast.Free, [], recipients: Terms(bob, null, Free(auto, ask)));
        add("that is requested but not demanded", "ApprovalMissing", cast.AskToShare, [], senders: Terms(
            alice, null, TestTerms.Level(TestTerms.AskToShare, auto, auto)));
        add("that was approved under other terms", "ApprovalInvalid", cast.AskBoth, both, recipients: Terms(
            bob, null, TestTerms.Level(TestTerms.AskBoth, ask, ask)));
    }

    private IEnumerable<(string Name, string Verdict, Approval Approval, long Later)> BrokenApprovals(OwnerSide side)
    {
        var (sent, epoch) = (cast.AskBoth, cast.AskBoth.Epoch);
        var oik = side == OwnerSide.Sender ? Talk.Alice.Oik : Talk.Bob.Oik;
        var hash = sent.View.ComputeHash();
        Approval With(
            Bytes32? envelope = null,
            Bytes32? epochHash = null,
            Guid? connection = null,
            Guid? recipient = null,
            Bytes32? senders = null,
            Bytes32? recipients = null,
            long? expiry = null) =>
            Approval.Issue(
                oik, envelope ?? hash, epochHash ?? epoch.EpochHash, connection ?? TestConversation.Connection,
                recipient ?? Talk.Bob.Identity.Agent, side, senders ?? epoch.SenderTerms,
                recipients ?? epoch.RecipientTerms, ApprovalDecision.Approve, expiry ?? sent.View.End,
                    cast.Random.NextId());
        const string invalid = "ApprovalInvalid";
        yield return ("good", "ok", With(), 0);
        yield return ("refused", invalid, cast.Approve(sent, side, ApprovalDecision.Refuse), 0);
        yield return ("signed by another", invalid, cast.Approve(sent, side, signer: TestKeys.Ed25519("mallory")), 0);
        yield return ("signed by the other owner", invalid, cast.Approve(
            sent, side, signer: side == OwnerSide.Sender ? Talk.Bob.Oik : Talk.Alice.Oik), 0);
        yield return ("for another message", invalid, With(envelope: cast.Free.View.ComputeHash()), 0);
        yield return ("for another epoch", invalid, With(epochHash: cast.Free.Epoch.EpochHash), 0);
        yield return ("for another connection", invalid, With(connection: TestKeys.Id("another connection")), 0);
        yield return ("for another recipient", invalid, With(recipient: Talk.Alice.Identity.Agent), 0);
        yield return ("under other terms of the sender", invalid, With(senders: epoch.RecipientTerms), 0);
        yield return ("under other terms of the recipient", invalid, With(recipients: epoch.SenderTerms), 0);
        yield return ("longer than the message", invalid, With(expiry: sent.View.End + 1), 0);
        yield return ("over for five minutes", "ok", With(expiry: Now), Cxe1Limits.ClockTolerance);
        yield return ("over for longer", invalid, With(expiry: Now), Cxe1Limits.ClockTolerance + 1);
    }

    private static byte[] Flipped(SignedRecord record)
    {
        var bytes = record.Bytes.ToArray();
        bytes[^1] ^= 1;
        return bytes;
    }
}
