using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Builds forms.json: of every kind many canonical records with values of all sizes, and for every rule of its table
/// records that break it. The expected verdicts of the broken ones are stated here, not computed.
/// </summary>
internal sealed class FormCases(VectorCast cast)
{
    private const int Variants = 40;
    private const int BrokenVariants = 3;

    private readonly List<JsonNode> _cases = [];

    public List<JsonNode> Build()
    {
        foreach (var (kind, make) in SignedRecordMaker.Kinds)
        {
            var rules = FormRules.Of(kind);
            for (var i = 0; i < Variants; i++)
            {
                var (bytes, signer) = make(new SeededRandom($"{kind} {i}"));
                Add($"{kind} {i}", kind, bytes, signer, "ok");
                if (i < BrokenVariants) AddBroken($"{kind} {i}", kind, bytes, signer, rules);
            }
        }
        foreach (var (kind, make) in UnsignedMaker.Kinds)
            for (var i = 0; i < Variants / 2; i++)
            {
                var bytes = make(new SeededRandom($"{kind} {i}"));
                Add($"{kind} {i}", kind, bytes, null, "ok");
                if (i < BrokenVariants) AddBroken($"{kind} {i}", kind, bytes, null, FormRules.Of(kind));
            }
        AddEpochs();
        AddMessages();
        AddSignatures();
        return _cases;
    }

    private void AddEpochs()
    {
        foreach (var sent in cast.All)
        {
            var signer = Dsk(sent);
            Add($"epoch {sent.Name}", "epoch", sent.Record, signer, "ok");
            for (var i = 0; i < sent.Epoch.EntryCount; i++)
                Add($"epoch {sent.Name} for reader {i}", "epoch", sent.Epoch.ForReader(i), signer, "ok");
        }
        AddBroken("epoch", "epoch", cast.Free.Record, Dsk(cast.Free), FormRules.Of("epoch"));
        AddBroken("epoch for reader", "epoch", cast.Free.Epoch.ForReader(1), Dsk(cast.Free), FormRules.Of("epoch"));
        var form = cast.Free.Epoch.ForReader(0);
        form[cast.Free.Epoch.Header.Length + 64] = (byte)cast.Free.Epoch.EntryCount;
        Add("epoch for a reader behind the last", "epoch", form, null, "NumberOutOfRange");
    }

    private void AddMessages()
    {
        foreach (var sent in cast.All)
        {
            Add($"envelope {sent.Name}", "envelope", sent.Envelope, Dsk(sent), "ok");
            Add($"delivered {sent.Name}", "delivered", sent.Envelope, Dsk(sent), "ok");
            AddBroken($"envelope {sent.Name}", "envelope", sent.Envelope, Dsk(sent), FormRules.Of("envelope"));
        }
        var both = cast.AskBoth;
        byte[] first = cast.Approve(both, OwnerSide.Sender).Bytes.ToArray(),
            second = cast.Approve(both, OwnerSide.Recipient).Bytes.ToArray();
        void Delivered(string name, byte[] bytes, string verdict) =>
            Add($"delivered {name}", "delivered", bytes, Dsk(both), verdict);
        const string refused = nameof(EnvelopeError.ApprovalsNotCanonical);
        Delivered("with the first approval", [.. both.Envelope, .. first], "ok");
        Delivered("with the second approval", [.. both.Envelope, .. second], "ok");
        Delivered("with both approvals", [.. both.Envelope, .. first, .. second], "ok");
        Delivered("in the other order", [.. both.Envelope, .. second, .. first], refused);
        Delivered("with one approval twice", [.. both.Envelope, .. first, .. first], refused);
        Delivered("with three approvals", [.. both.Envelope, .. first, .. second, .. second], refused);
        Delivered("with a byte behind", [.. both.Envelope, 0], refused);
        Delivered("with a byte behind an approval", [.. both.Envelope, .. first, 0], refused);
        Delivered("with a short approval", [.. both.Envelope, .. first[..^1]], refused);
        Delivered("with an approval of no side", [.. both.Envelope, .. With(first, 96, "03")], refused);
        Delivered("with an approval without decision", [.. both.Envelope, .. With(first, 161, "00")], refused);
        Delivered("cut", both.Envelope[..^1], nameof(EnvelopeError.WrongLength));
        Delivered("of another bucket", With(both.Envelope, 290, "01"), nameof(EnvelopeError.BucketMismatch));
        Delivered("of no bucket", With(both.Envelope, 290, "09"), nameof(EnvelopeError.BucketMismatch));
    }

    /// <summary>What only looks like a signature; RFC 8032 read strictly, as section 3 says.</summary>
    private void AddSignatures()
    {
        foreach (var (kind, make) in SignedRecordMaker.Kinds)
        {
            var (bytes, signer) = make(new SeededRandom($"{kind} signature"));
            var at = kind == "rewrap" ? Rewrap.BodySize : bytes.Length - 64;
            Add($"{kind} signed by another", kind, bytes, TestKeys.Digest("key nobody").ToArray(), "SignatureInvalid");
            Add($"{kind} with a small R", kind, With(bytes, at, new string('0', 64)), signer, "SignatureInvalid");
            var s = bytes.ToArray();
            s.AsSpan(at + 32, 32).Fill(0xff);
            Add($"{kind} with a large S", kind, s, signer, "SignatureInvalid");
            Add($"{kind} by a key of small order", kind, bytes, [1, .. new byte[31]], "SignatureInvalid");
        }
    }

    private void AddBroken(string name, string kind, byte[] bytes, byte[]? signer, IReadOnlyList<FormRule> rules)
    {
        foreach (var rule in rules)
            if (rule.Apply(bytes) is { } broken)
                Add($"{name}: {rule.Name}", kind, broken, signer, rule.Verdict);
    }

    private void Add(string name, string kind, byte[] bytes, byte[]? signer, string verdict)
    {
        var actual = FormJudge.Verdict(kind, bytes, signer is null ? null : new(signer));
        if (actual != verdict) cast.Disagreements.Add($"{name}: {actual} instead of {verdict}");
        var one = new JsonObject { ["name"] = name, ["kind"] = kind };
        var known = cast.World.Json["blobs"]!.AsObject().FirstOrDefault(blob =>
            blob.Value!.GetValue<string>() == Hex(bytes));
        one["bytes"] = known.Key is { } blob ? "@" + blob : Hex(bytes);
        if (signer is not null) one["signer"] = Hex(signer);
        if (verdict == "ok" && FormJudge.HashOf(kind, bytes) is { } hash) one["hash"] = hash;
        one["v"] = verdict;
        _cases.Add(one);
    }

    private byte[] Dsk(VectorCast.Sent sent) =>
        (sent == cast.Answer ? cast.Talk.B : cast.Talk.A).Keys.DskPublic.ToArray();

    private static byte[] With(byte[] original, int offset, string hex)
    {
        var bytes = original.ToArray();
        Hex(hex).CopyTo(bytes, offset);
        return bytes;
    }
}
