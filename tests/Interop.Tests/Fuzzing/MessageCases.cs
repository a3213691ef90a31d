using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>
/// Envelopes, their approvals and their plaintexts: changed as they came, signed again, and sealed by a rogue sender.
/// </summary>
internal static class MessageCases
{
    private const int HeaderSize = 323;

    // The place of n in the table; behind it stands the sequence.
    private const int Index = 9;

    public static IEnumerable<CaseLine> Make(FuzzWorld world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (delivered, epoch) = (i % 4) switch
            {
                0 => (Changed(world, out var sent), world.Talk.Epoch(sent.EpochHash)),
                1 => (Approved(world, out var sent), world.Talk.Epoch(sent.EpochHash)),
                _ => (Sealed(world), world.Forged.Record),
            };
            yield return world.Random.Below(6) switch
            {
                0 => new("envelope", delivered, Signer: world.Dsks[0].RawPublicKey()),
                1 => new("delivered", delivered),
                2 => new("owner", epoch, delivered),
                _ => new("message", delivered),
            };
        }
        foreach (var sent in world.Unread) yield return new("message", sent.Envelope);
        foreach (var one in Rare(world)) yield return new("message", one);
        foreach (var (sent, approvals) in world.Asked)
            yield return new("message", Conversation.Join(sent.Envelope, approvals));
        foreach (var body in Bodies(world, count / 8)) yield return new("content", body);
    }

    /// <summary>What chance reaches too seldom: one field of an unread message, signed again.</summary>
    private static IEnumerable<byte[]> Rare(FuzzWorld world)
    {
        var (envelope, other) = (world.Unread[0].Envelope, world.OfAlice[4].Envelope);
        (int Start, byte[] Value)[] changes =
        [
            (68, world.Random.Bytes(16)),
            (84, world.Random.Bytes(32)),
            (116, world.OfAlice[0].Envelope[116..120]),
            (120, other[120..128]),
            (128, Conversation.Categories.Single(one => one.Share == 2).Category.ToByteArray(bigEndian: true)),
            (149, [0, 0, 1, 0, 0, 0, 0, 0]),
            (202, world.Random.Bytes(32)),
            (291, world.Random.Bytes(32)),
        ];
        foreach (var (start, value) in changes)
        {
            byte[] changed = [.. envelope];
            value.CopyTo(changed, start);
            yield return Forge.Sign(changed, HeaderSize, "msg", world.Dsks[0]);
        }
    }

    private static byte[] Changed(FuzzWorld world, out Sent sent)
    {
        sent = world.Random.Of(world.Unread);
        var changed = world.Random.OneIn(4)
            ? WithFieldOfAnother(world, sent.Envelope)
            : world.Mutator.Mutate(sent.Envelope, Fields.Envelope);
        return world.Random.OneIn(3) ? changed : Forge.Sign(changed, HeaderSize, "msg", world.Dsks[0]);
    }

    /// <summary>What is right in another message of the device, read or not.</summary>
    private static byte[] WithFieldOfAnother(FuzzWorld world, byte[] envelope)
    {
        byte[] changed = [.. envelope];
        var other = world.Random.Of(world.OfAlice).Envelope;
        var place = world.Random.OneIn(3) ? Index + world.Random.Below(2) : world.Random.Below(Fields.Envelope.Length);
        var (start, length) = (Fields.Envelope[..place].Sum(), Fields.Envelope[place]);
        other.AsSpan(start, length).CopyTo(changed.AsSpan(start));
        return changed;
    }

    /// <summary>A message with its approvals, one of them changed, missing, twice or misplaced.</summary>
    private static byte[] Approved(FuzzWorld world, out Sent sent)
    {
        (sent, var approvals) = world.Random.Of(world.Asked);
        List<byte[]> behind = [.. approvals];
        if (behind.Count > 0 && !world.Random.OneIn(10))
        {
            var place = world.Random.Below(behind.Count);
            var changed = world.Mutator.Mutate(behind[place], Fields.Approval);
            if (!world.Random.OneIn(3))
                changed = Forge.Sign(changed, "approval", world.Random.OneIn(2) ? world.AliceOik : world.BobOik);
            behind[place] = changed;
        }
        switch (world.Random.Below(12))
        {
            case 0: behind.Reverse(); break;
            case 1 when behind.Count > 0: behind.RemoveAt(0); break;
            case 2 when behind.Count > 0: behind.Add(behind[0]); break;
            case 3: behind.Add(world.Asked[0].Approvals[world.Random.Below(2)]); break;
            default: break;
        }
        return [.. sent.Envelope, .. behind.SelectMany(one => one)];
    }

    private static byte[] Sealed(FuzzWorld world)
    {
        var header = world.Unread[0].Envelope[..HeaderSize];
        // Another place in the chains of this device than any message has.
        header[120] = 0;
        header[121] = 1;
        header[119] = (byte)world.Random.Below(100);
        if (world.Random.OneIn(2))
        {
            var mutated = world.Mutator.Mutate(header, Fields.Envelope[..^1]);
            if (mutated.Length == HeaderSize) header = mutated;
        }
        return world.Forge.SealEnvelope(header, world.Forged, Plaintext(world), world.Dsks[0]);
    }

    private static byte[] Plaintext(FuzzWorld world)
    {
        var body = world.Random.OneIn(3) ? Bodies(world, 1).Single() : Body(world);
        var padded = Forge.Pad(body.Length > 60_000 ? body[..60_000] : body);
        return world.Random.Below(8) switch
        {
            0 => [.. padded, .. new byte[padded.Length + 16]],
            1 => Filled(padded, world),
            2 => Relength(padded, world),
            _ => padded,
        };
    }

    private static byte[] Filled(byte[] padded, FuzzWorld world)
    {
        padded[^(1 + world.Random.Below(40))] ^= 1;
        return padded;
    }

    private static byte[] Relength(byte[] padded, FuzzWorld world)
    {
        padded[world.Random.Below(4)] ^= (byte)(1 << world.Random.Below(8));
        return padded;
    }

    private static IEnumerable<byte[]> Bodies(FuzzWorld world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var body = world.Mutator.Mutate(Body(world), Fields.Content);
            // Half of the changes are in the texts, where only the bytes' being UTF-8 matters.
            if (world.Random.OneIn(2) && body.Length > 50)
                world.Random.Bytes(1 + world.Random.Below(3)).CopyTo(body, 44 + world.Random.Below(body.Length - 48));
            yield return body;
        }
    }

    private static byte[] Body(FuzzWorld world)
    {
        var draft = new RandomDrafts(world.Random).Next(["schedule"]);
        var content = new MessageContent
        {
            Type = draft.Type,
            ThreadId = draft.ThreadId,
            LogicalId = draft.LogicalId,
            Subject = draft.Subject,
            Note = draft.Note,
            SchemaId = draft.SchemaId,
            Text = draft.Text.Length > 300 ? "short" : draft.Text,
        };
        return ContentCodec.TryWrite(content, out var body, out var error)
            ? body
            : throw new InvalidOperationException(error.ToString());
    }
}
