using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Builds mutations.json: one base of every kind, damaged at random. The verdicts are what this code says.
/// </summary>
internal sealed class MutationCases(VectorCast cast)
{
    private const int Mutations = 150;

    public List<JsonNode> Build()
    {
        var cases = new List<JsonNode>();
        foreach (var (kind, make) in SignedRecordMaker.Kinds)
        {
            var (bytes, signer) = make(new SeededRandom($"{kind} mutated"));
            cases.Add(Of(kind, kind, bytes, signer));
        }
        foreach (var (kind, make) in UnsignedMaker.Kinds)
            cases.Add(Of(kind, kind, make(new SeededRandom($"{kind} mutated")), null));
        var dsk = cast.Talk.A.Keys.DskPublic.ToArray();
        var both = cast.AskBoth;
        cases.Add(Of("epoch", "epoch", both.Record, dsk));
        cases.Add(Of("epoch for reader", "epoch", both.Epoch.ForReader(2), dsk));
        cases.Add(Of("envelope", "envelope", both.Envelope, dsk));
        Approval[] approvals = [cast.Approve(both, OwnerSide.Sender), cast.Approve(both, OwnerSide.Recipient)];
        cases.Add(Of("delivered", "delivered", DeliveredMessage.Join(both.Envelope, approvals), dsk));
        return cases;
    }

    private JsonObject Of(string name, string kind, byte[] bytes, byte[]? signer)
    {
        var random = new SeededRandom($"mutations of {name}");
        var mutations = new JsonArray();
        for (var i = 0; i < Mutations; i++)
        {
            var mutation = Mutation.Random(random, bytes.Length);
            // Apply ignores the last element, so the verdict's place is filled first.
            mutation.Add("");
            var damaged = Mutation.Apply(bytes, mutation);
            mutation[^1] = FormJudge.Verdict(kind, damaged, signer is null ? null : new(signer));
            mutations.Add(mutation);
        }
        var one = new JsonObject { ["base"] = cast.World.Add($"mutated {name}", bytes), ["kind"] = kind };
        if (signer is not null) one["signer"] = Hex(signer);
        one["m"] = mutations;
        return one;
    }
}
