using System.Buffers.Binary;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Epochs that are good by themselves: under terms that were replaced, or beside another of their number.
/// </summary>
internal sealed partial class VerdictCases
{
    private const int CreatedAt = 199;

    private void AddOverlaps()
    {
        var (alice, bob, both) = (Talk.Alice, Talk.Bob, cast.AskBoth);
        Key[] his = [.. bob.ViewerKeys];
        var tolerance = Cxe1Limits.ClockTolerance;
        void Open(string name, string verdict, string record, Action<JsonObject> change)
        {
            var one = OwnerCase("owner-open", bob, record, his);
            change(one);
            Add($"owner opens {name}", verdict, one);
        }

        ConnectionTerms After(TestAgent agent) => ConnectionTerms.Issue(
            agent.Oik, TestConversation.Connection, TermsParty.Of(agent.Identity),
            TermsParty.Of((agent == alice ? bob : alice).Identity), Now, OwnerRead.Everything, TestTerms.Levels,
            agent.Terms[0]);
        var context = Talk.Context(bob);
        var sendersChanged = cast.AddConnection(
            "bob, the sender's terms replaced", context with { PeerTerms = [.. alice.Terms, After(alice)] });
        var readersChanged = cast.AddConnection(
            "bob, its terms replaced", context with { OwnTerms = [.. bob.Terms, After(bob)] });
        (string Whose, string Connection)[] changes =
            [("the sender's", sendersChanged), ("the reader's", readersChanged)];
        foreach (var (whose, connection) in changes)
        {
            Open($"under {whose} terms, replaced as it was made", "ok", "@epoch ask both",
                one => one["connection"] = connection);
            Open($"under {whose} terms, replaced five minutes before", "ok", Hex(Created(both, tolerance)), one =>
            {
                one["connection"] = connection;
                one["now"] = Now + tolerance;
            });
            Open($"under {whose} terms, replaced longer before", "TermsMismatch", Hex(Created(both, tolerance + 1)),
                one =>
                {
                    one["connection"] = connection;
                    one["now"] = Now + tolerance + 1;
                });
        }

        var place = both.Epoch.IndexOf(bob.Identity.Agent, bob.Viewers[0].Viewer, ReaderKind.OwnerViewer);
        var other = Hex(RogueWrap((place + 1) % both.Epoch.EntryCount, secret: null));
        void Beside(string name, string verdict, string record, params string[] before) =>
            Open(name, verdict, record, one => one["before"] = new JsonArray([.. before.Select(b => (JsonNode)b)]));
        Beside("an epoch again", "ok", "@epoch ask both", "@epoch ask both");
        Beside("its own form of one that it opened", "ok", Hex(both.Epoch.ForReader(place)), "@epoch ask both");
        Beside("the epoch of another number", "ok", "@epoch ask to receive", "@epoch ask both");
        Beside("another epoch of the same number", "EpochFork", other, "@epoch ask both");
        Beside("the first epoch after another of its number", "EpochFork", "@epoch ask both", other);
        Beside("another epoch of the same number, after one between", "EpochFork", other, "@epoch ask both",
            "@epoch ask to receive");
    }

    /// <summary>The epoch of a message as its sender would have made it later: for bob's owner only it opens.</summary>
    private byte[] Created(VectorCast.Sent sent, long later)
    {
        var bob = Talk.Bob;
        var record = sent.Record.ToArray();
        var header = record.AsSpan(0, sent.Epoch.Header.Length);
        foreach (var at in (int[])[CreatedAt, CreatedAt + 8])
        {
            var field = header.Slice(at, 8);
            BinaryPrimitives.WriteInt64BigEndian(field, BinaryPrimitives.ReadInt64BigEndian(field) + later);
        }

        var viewer = new OwnerViewer(Talk.Context(bob), bob.ViewerKeys, Talk.Clock);
        Assert.Equal(Cxe1Error.None, viewer.Open(sent.Record, bob.Directory(), Talk.Alice.Directory(), out var opened));
        using var epoch = opened!;
        var place = sent.Epoch.IndexOf(bob.Identity.Agent, bob.Viewers[0].Viewer, ReaderKind.OwnerViewer);
        var wraps = record.AsSpan(header.Length + 64);
        Assert.True(EpochWrap.TrySeal(
            bob.Viewers[0].Ovk, Bytes32.Sha256(header), sent.Epoch.EntryBytes(place), epoch.CopySecret(),
            wraps.Slice(place * 80, 80), cast.Random.MakeEphemeral));
        Signatures.Sign(
            Talk.A.Keys.Dsk, SignaturePurpose.Epoch, EpochHeader.Hash(header, wraps).Sha256OfBytes(),
            record.AsSpan(header.Length, 64));
        return record;
    }
}
