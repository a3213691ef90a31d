using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>The cases about epochs, owners, history, notes, nacks and vaults.</summary>
internal sealed partial class VerdictCases
{
    private void AddRosters()
    {
        var (alice, bob) = (Talk.Alice, Talk.Bob);
        void Case(
            string name,
            string verdict,
            VectorCast.Sent sent,
            string sender = "alice",
            string recipient = "bob",
            ConnectionTerms? senders = null,
            ConnectionTerms? recipients = null) =>
            Add($"roster {name}", verdict, new()
            {
                ["op"] = "roster",
                ["epoch"] = $"@epoch {sent.Name}",
                ["sender"] = sender,
                ["recipient"] = recipient,
                ["senderTerms"] = cast.Reference(senders ?? alice.Terms[0]),
                ["recipientTerms"] = cast.Reference(recipients ?? bob.Terms[0]),
            });
        ConnectionTerms Terms(TestAgent agent, OwnerRead read, CategoryTerms[] levels) => ConnectionTerms.Issue(
            agent.Oik, TestConversation.Connection, TermsParty.Of(agent.Identity),
            TermsParty.Of((agent == alice ? bob : alice).Identity), Now, read, levels, previous: null);
        string Lists(string name, TestAgent agent, params DeviceList[] lists) =>
            cast.AddDirectory(name, agent, directory => directory["lists"] = cast.References(lists));
        string Viewers(string name, TestAgent agent, params ViewerCertificate[] viewers) =>
            cast.AddDirectory(name, agent, directory => directory["viewers"] = cast.References(viewers));
        foreach (var sent in cast.All.Where(sent => sent != cast.Answer)) Case($"of {sent.Name}", "ok", sent);
        Case("of the answer", "ok", cast.Answer, "bob", "alice", bob.Terms[0], alice.Terms[0]);

        var key = TestKeys.X25519("another ovk").RawPublicKey();
        var (viewer, end) = (alice.Viewers[0].Viewer, Now + Cxe1Limits.ViewerLife);
        var early = Now + Cxe1Limits.ClockTolerance + 1;
        Case("whose viewer is not known", "DirectoryStale", cast.Free, Viewers("alice without viewers", alice));
        Case("whose viewer has another key", "RosterNamesGhost", cast.Free, Viewers(
            "alice with another viewer key", alice, ViewerCertificate.Issue(alice.Oik, viewer, key, Now, end)));
        Case("whose viewer is over", "RosterNamesGhost", cast.Free, Viewers("alice with an old viewer", alice,
            ViewerCertificate.Issue(alice.Oik, viewer, alice.Viewers[0].Ovk, Now - 10, Now)));
        Case("whose viewer has not begun", "RosterNamesGhost", cast.Free, Viewers("alice with a later viewer", alice,
            ViewerCertificate.Issue(alice.Oik, viewer, alice.Viewers[0].Ovk, early, end)));
        Case("whose viewer reads by nobody's terms", "RosterNamesGhost", cast.Free, senders: Terms(
            alice, OwnerRead.AskedOnly, TestTerms.NothingAsked));
        Case("whose viewer may decide", "ok", cast.Free, senders: Terms(alice, OwnerRead.AskedOnly, TestTerms.Levels));
        Case("without the viewer that reads everything", "RosterOmitsViewer", cast.Free, recipients: Terms(
            bob, OwnerRead.Everything, TestTerms.NothingAsked));
        Case("with it", "ok", cast.AskBoth, recipients: Terms(bob, OwnerRead.Everything, TestTerms.NothingAsked));

        var (list, agent) = (bob.Lists[0], bob.Identity.Agent);
        var revoked = DeviceList.Issue(bob.Aik, agent, Now, list.Devices.Skip(1), list);
        var late = DeviceList.Issue(bob.Aik, agent, Now + 1, list.Devices.Skip(1), list);
        ListedDevice NewDevice(long added) => new(TestKeys.Id("new device"), key, added);
        var grown = DeviceList.Issue(bob.Aik, agent, Now, [.. list.Devices, NewDevice(Now - 59_999)], list);
        var omitting = DeviceList.Issue(bob.Aik, agent, Now, [.. list.Devices, NewDevice(Now - 60_000)], list);
        var senders = alice.Lists[0];
        var unlisted = DeviceList.Issue(
            alice.Aik, senders.Agent, Now, senders.Devices.Where(one => one.Device != Talk.A.Keys.Device), senders);
        Case("of a revoked device", "RosterNamesGhost", cast.Free, recipient: Lists("bob revoked", bob, list, revoked));
        Case("of a device revoked later", "ok", cast.Free, recipient: Lists("bob revoked later", bob, list, late));
        Case("without a device of the last minute", "ok", cast.Free, recipient: Lists("bob grown", bob, list, grown));
        Case("without a new device", "RosterOmitsDevice", cast.Free, recipient: Lists("bob longer", bob, list,
            omitting));
        Case("by an unlisted device", "DeviceNotListed", cast.Free, Lists("alice revoked", alice, senders, unlisted));
        Case("of an unknown list", "DirectoryStale", cast.Free, recipient: Lists("bob newest only", bob, revoked));
        Case("of an unknown list of the sender", "DirectoryStale", cast.Free, Lists("alice newest only", alice,
            unlisted));
    }

    private JsonObject OwnerCase(string op, TestAgent agent, string record, Key[] keys, long later = 0) => new()
    {
        ["op"] = op,
        ["connection"] = agent.Name,
        ["own"] = agent.Name,
        ["peer"] = agent == Talk.Alice ? "bob" : "alice",
        ["record"] = record,
        ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)Hex(VectorCast.Private(key)))]),
        ["now"] = Now + later,
    };

    private void AddOwners()
    {
        var (alice, bob) = (Talk.Alice, Talk.Bob);
        Key[] hers = [.. alice.ViewerKeys], his = [.. bob.ViewerKeys];
        void Open(string name, string verdict, TestAgent agent, string record, Key[] keys,
            Action<JsonObject>? change = null)
        {
            var one = OwnerCase("owner-open", agent, record, keys);
            change?.Invoke(one);
            Add($"owner opens {name}", verdict, one);
        }
        foreach (var sent in cast.All) Open($"{sent.Name} as alice's", "ok", alice, $"@epoch {sent.Name}", hers);
        foreach (var sent in (VectorCast.Sent[])[cast.AskBoth, cast.AskToReceive])
            Open($"{sent.Name} as bob's", "ok", bob, $"@epoch {sent.Name}", his);
        var both = cast.AskBoth;
        var place = both.Epoch.IndexOf(bob.Identity.Agent, bob.Viewers[0].Viewer, ReaderKind.OwnerViewer);
        Open("its own form", "ok", bob, Hex(both.Epoch.ForReader(place)), his);
        Open("another reader's form", "NotAReader", bob,
            Hex(both.Epoch.ForReader((place + 1) % both.Epoch.EntryCount)), his);
        Open("an epoch that is not for it", "NotAReader", bob, "@epoch free", his);
        Open("without its key", "PrekeyGone", bob, "@epoch ask both", []);
        Open("with another owner's key", "PrekeyGone", bob, "@epoch ask both", hers);
        Open("an epoch of years ago", "ok", bob, "@epoch ask both", his, one =>
            one["now"] = Now + 1_000 * Cxe1Limits.Day);
        Open("an epoch of the future", "NotYetValid", bob, "@epoch ask both", his,
            one => one["now"] = Now - Cxe1Limits.ClockTolerance - 1);
        Open("by no certificate", "DirectoryStale", bob, "@epoch ask both", his, one => one["peer"] = cast.AddDirectory(
            "alice without certificates", alice, directory => directory["certificates"] = new JsonArray()));
        Open("under unknown terms", "TermsUnknown", bob, "@epoch ask both", his, one => one["connection"] =
            cast.AddConnection("bob without terms", Talk.Context(bob) with { PeerTerms = [] }));
        Open("as another's connection", "WrongIdentity", bob, "@epoch ask both", his, one => one["connection"] =
            cast.AddConnection("another connection", Talk.Context(bob) with { Connection = TestKeys.Id("another") }));
        Open("as the other side", "WrongIdentity", alice, "@epoch ask both", hers, one => one["own"] = "bob");
        Open("with a wrong signature", "SignatureInvalid", bob, Hex(Damage(both,
            -both.Record.Length + SignatureAt(both))), his);
        Open("with a wrap that does not open", "WrapInvalid", bob, Hex(RogueWrap(place, null)), his);
        Open("with a wrap of another secret", "CommitmentMismatch", bob, Hex(
            RogueWrap(place, TestKeys.Digest("another secret"))), his);
        Open("of which the peer got another wrap", "ok", alice, Hex(RogueWrap(place, null)), hers);
        AddOwnersReading(hers, his);
    }

    private void AddOwnersReading(Key[] hers, Key[] his)
    {
        void Read(string name, string verdict, TestAgent agent, VectorCast.Sent sent, byte[] message)
        {
            var one = OwnerCase("owner-read", agent, $"@epoch {sent.Name}", agent == Talk.Alice ? hers : his);
            one["message"] = Hex(message);
            Add($"owner reads {name}", verdict, one);
        }
        foreach (var sent in cast.All) Read(sent.Name, "ok", Talk.Alice, sent, sent.Envelope);
        var both = cast.AskBoth;
        Read("before anybody has decided", "ok", Talk.Bob, both, both.Envelope);
        Approval first = cast.Approve(both, OwnerSide.Sender), second = cast.Approve(both, OwnerSide.Recipient);
        Read("what the other has approved", "ok", Talk.Bob, both, DeliveredMessage.Join(both.Envelope, [first]));
        Read("what both have approved", "ok", Talk.Alice, both, DeliveredMessage.Join(both.Envelope, [first, second]));
        Read("a forged approval", "ApprovalInvalid", Talk.Bob, both, DeliveredMessage.Join(
            both.Envelope, [cast.Approve(both, OwnerSide.Sender, signer: TestKeys.Ed25519("mallory"))]));
        Read("a message of another epoch", "UnknownEpoch", Talk.Alice, both, cast.Free.Envelope);
        Read("garbage", "MalformedEnvelope", Talk.Alice, both, [1, 2, 3]);
        void Changed(string name, string verdict, int offset, bool sign) =>
            Read(name, verdict, Talk.Alice, both, ChangedEnvelope(both, offset, sign));
        Changed("another connection's", "WrongSender", 20, sign: true);
        Changed("another agent's", "WrongSender", 36, sign: true);
        Changed("another device's", "WrongSender", 52, sign: true);
        Changed("a message to another", "WrongRecipient", 68, sign: true);
        Changed("a message of another time", "OutsideEpoch", 150, sign: true);
        Changed("a changed ciphertext", "CiphertextMismatch", 400, sign: true);
        Changed("what nobody signed", "SignatureInvalid", 4, sign: false);
        Changed("under another version", "ConsentMismatch", 147, sign: true);
        Changed("of a category that nobody listed", "NotAllowed", 128, sign: true);
        Changed("with another guard", "CannotOpen", 274, sign: true);
        Changed("with another id", "CannotOpen", 4, sign: true);
    }

    private void AddHistory()
    {
        var (alice, device) = (Talk.Alice, Talk.Alice.Devices[1]);
        var (sent, prekey) = (cast.AskToShare, alice.Prekeys.First(one => one.Device == device.Keys.Device));
        var viewer = new OwnerViewer(Talk.Context(alice), alice.ViewerKeys, Talk.Clock);
        Assert.Equal(Cxe1Error.None, viewer.Open(
            sent.Record, alice.Directory(), Talk.Bob.Directory(), out var opened));
        using var epoch = opened!;
        var rewrap = epoch.Rewrap(alice.Oik, prekey, cast.Random.MakeEphemeral);
        var approved = DeliveredMessage.Join(sent.Envelope, [cast.Approve(sent, OwnerSide.Sender)]);
        var wrap = rewrap.Wrap.ToArray();
        var owner = alice.Oik;
        void Case(string name, string verdict, byte[] bytes, Action<JsonObject>? change = null)
        {
            var one = new JsonObject
            {
                ["op"] = "history",
                ["connection"] = "alice",
                ["own"] = "alice",
                ["peer"] = "bob",
                ["record"] = "@epoch ask to share",
                ["rewrap"] = Hex(bytes),
                ["agent"] = VectorWorld.Of(alice.Identity.Agent),
                ["device"] = VectorWorld.Of(device.Keys.Device),
                ["key"] = Hex(PrekeyOf(device, prekey.KeyId)),
                ["now"] = Now,
                ["message"] = Hex(approved),
            };
            change?.Invoke(one);
            Add($"history {name}", verdict, one);
        }
        byte[] Issued(RosterEntry entry, byte[]? other = null, Bytes32? hash = null, Key? oik = null) =>
            Rewrap.Issue(oik ?? owner, hash ?? sent.Epoch.EpochHash, entry, other ?? wrap).Bytes.ToArray();
        var entry = rewrap.Entry;
        var good = rewrap.Bytes.ToArray();
        Case("of an approved message", "ok", good);
        Case("of years ago", "ok", good, one => one["now"] = Now + 1_000 * Cxe1Limits.Day);
        Case("of the epoch alone", "ok", good, one => one.Remove("message"));
        Case("of a message without its approval", "ApprovalMissing", good, one => one["message"] = Hex(sent.Envelope));
        Case("of another epoch's message", "UnknownEpoch", good, one => one["message"] = Hex(cast.Free.Envelope));
        Case("of a future epoch", "NotYetValid", good, one => one["now"] = Now - Cxe1Limits.ClockTolerance - 1);
        Case("by a re-wrap of another epoch", "NotAReader", good, one => one["record"] = "@epoch ask both");
        Case("by a re-wrap for another device", "NotAReader", Issued(entry with { Device = Talk.A.Keys.Device }));
        Case("by a re-wrap for another agent", "NotAReader", Issued(entry with { Agent = Talk.Bob.Identity.Agent }));
        Case("by a re-wrap for another identity", "NotAReader", Issued(entry with { IdentityHash = default }));
        Case("by another owner's re-wrap", "SignatureInvalid", Issued(entry, oik: Talk.Bob.Oik));
        Case("by a re-wrap whose wrap was exchanged", "WrapInvalid", [.. good[..^80], .. new byte[80]]);
        Case("by a signed wrap that does not open", "WrapInvalid", Issued(entry, [.. wrap[..79],
            (byte)(wrap[79] ^ 1)]));
        Case("without the key", "PrekeyGone", good, one => one.Remove("key"));
        Case("with another key", "PrekeyGone", good, one => one["key"] = TestKeys.Digest("key x").ToString());
        Case("for another key", "WrapInvalid", Issued(entry, WrapOf(TestKeys.Digest("es"), TestKeys.X25519("y"),
            entry, sent)));
        Case("of another secret", "CommitmentMismatch", Issued(entry, WrapOf(TestKeys.Digest("es"), prekey, entry,
            sent)));
        Case("under unknown terms", "TermsUnknown", good, one => one["connection"] =
            cast.AddConnection("alice without terms", Talk.Context(alice) with { PeerTerms = [] }));
        Case("that is too short", "WrongLength", good[..^1]);
    }

    private void AddNotes()
    {
        var (bob, device) = (Talk.Bob, Talk.B);
        var (agent, envelope) = (bob.Identity.Agent, cast.AskBoth.View.ComputeHash());
        OwnerNote Note(string text) => OwnerNote.Issue(
            Talk.Alice.Oik, envelope, TestConversation.Connection, agent, OwnerSide.Sender, Now, text);
        byte[] Sealed(OwnerNote note) =>
            SealedNote.Seal(note, bob.Directory().SignedPrekeys(Now), cast.Random.MakeEphemeral).Bytes.ToArray();
        var prekey = bob.Prekeys.First(one => one.Device == device.Keys.Device);
        void Case(string name, string verdict, byte[] note, Action<JsonObject>? change = null)
        {
            var one = new JsonObject
            {
                ["op"] = "note",
                ["note"] = Hex(note),
                ["agent"] = VectorWorld.Of(agent),
                ["device"] = VectorWorld.Of(device.Keys.Device),
                ["key"] = Hex(PrekeyOf(device, prekey.KeyId)),
                ["envelope"] = $"{envelope}",
                ["connection"] = VectorWorld.Of(TestConversation.Connection),
                ["side"] = 1,
                ["oik"] = $"{Talk.Alice.Identity.Oik}",
            };
            change?.Invoke(one);
            Add($"note {name}", verdict, one);
        }
        var good = Sealed(Note("Please leave the address out. Bitte ohne Adresse. 请不要写地址。"));
        Case("to both devices", "ok", good);
        Case("without text", "ok", Sealed(Note("")));
        Case("of 1,024 bytes", "ok", Sealed(Note(new string('n', 1_024))));
        Case("to no such device", "NotAReader", good, one => one["device"] = VectorWorld.Of(TestKeys.Id("x")));
        Case("whose key is gone", "PrekeyGone", good, one => one.Remove("key"));
        Case("about another message", "CannotOpen", good, one => one["envelope"] = TestKeys.Digest("x").ToString());
        Case("that was damaged", "CannotOpen", [.. good.Select((value, i) => i is 200 or 1470
            ? (byte)(value ^ 1) : value)]);
        Case("of another connection", "WrongIdentity", good, one =>
            one["connection"] = VectorWorld.Of(TestKeys.Id("x")));
        Case("of the other side", "WrongIdentity", good, one => one["side"] = 2);
        Case("to another agent", "WrongIdentity", good, one =>
            one["agent"] = VectorWorld.Of(Talk.Alice.Identity.Agent));
        Case("of another owner", "SignatureInvalid", good, one => one["oik"] = $"{bob.Identity.Oik}");
        Case("that is cut", "WrongLength", good[..^1]);
    }

    private void AddNacks()
    {
        var bob = Talk.B.Keys;
        Nack Of(DeviceKeys keys, Guid? agent = null, Guid? device = null, Guid? connection = null) => Nack.Issue(
            keys.Dsk, agent ?? keys.Agent, device ?? keys.Device, connection ?? TestConversation.Connection,
            cast.Free.Epoch.EpochHash, default, NackReason.PrekeyGone, Now);
        void Case(string name, string verdict, byte[] nack) => Add($"nack {name}", verdict, new()
        {
            ["op"] = "nack", ["nack"] = Hex(nack), ["connection"] = "alice", ["peer"] = "bob",
        });
        Case("of a device of the peer", "ok", Of(bob).Bytes.ToArray());
        Case("of its other device", "ok", Of(Talk.Bob.Devices[1].Keys).Bytes.ToArray());
        Case("of the own agent", "WrongIdentity", Of(Talk.A.Keys).Bytes.ToArray());
        Case("for another connection", "WrongIdentity", Of(bob, connection: TestKeys.Id("x")).Bytes.ToArray());
        Case("in another agent's name", "WrongIdentity", Of(bob, agent: TestKeys.Id("x")).Bytes.ToArray());
        Case("of a device that is not listed", "DeviceNotListed", Of(bob, device: TestKeys.Id("x")).Bytes.ToArray());
        Case("in another device's name", "SignatureInvalid", Of(bob,
            device: Talk.Bob.Devices[1].Keys.Device).Bytes.ToArray());
        Case("that nobody signed", "SignatureInvalid", Flipped(Of(bob)));
        Case("without a reason", "UnknownValue", [.. Of(bob).Bytes.ToArray()[..112], .. new byte[73]]);
    }
}
