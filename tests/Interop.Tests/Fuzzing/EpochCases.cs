using System.Buffers.Binary;
using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>Epochs: changed as they came, signed again, opened by a rogue sender; for devices and owners.</summary>
internal static class EpochCases
{
    // Before the counts.
    private const int FixedFields = 17;
    private const int SenderTerms = 9;

    private static readonly long[] Steps =
    [
        Cxe1Limits.Minute, Cxe1Limits.ClockTolerance, Cxe1Limits.ClockTolerance + 1, Cxe1Limits.EpochLife,
        Cxe1Limits.DeviceCertificateLife, Cxe1Limits.ReceivingStateKept, Cxe1Limits.ReceivingStateKept + 1,
    ];

    public static IEnumerable<CaseLine> Make(FuzzWorld world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var device = world.Random.Below(2);
            var record = Changed(world, device, i % 4);
            if (world.Random.OneIn(5)) record = ForOneReader(world, record);
            yield return world.Random.Below(4) switch
            {
                0 => new("epochForm", record, Signer: world.Dsks[device].RawPublicKey()),
                1 => new("owner", record, world.Unread[0].Envelope),
                2 => new("history", record, world.Rewrap),
                _ => new("epoch", record),
            };
        }
        foreach (var record in world.NewEpochs) yield return new("epoch", record);
        foreach (var record in Rare(world)) yield return new("epoch", record);
    }

    /// <summary>What chance reaches too seldom.</summary>
    private static IEnumerable<byte[]> Rare(FuzzWorld world)
    {
        // A number that the forged epoch has used.
        var header = FuzzWorld.HeaderOf(world.Forged.Record);
        yield return world.Forge.OpenEpoch(header, world.PublicKeys, world.Dsks[0]).Record;

        // The second device, under the list before it was added.
        header = FuzzWorld.HeaderOf(world.NewEpochs[1]);
        header[218] = 1;
        yield return world.Forge.OpenEpoch(header, world.PublicKeys, world.Dsks[1]).Record;

        // Keys that nobody has.
        header = FuzzWorld.HeaderOf(world.NewEpochs[0]);
        for (var at = 289 + header[287] * 179; at < header.Length; at += 97)
            if (header[at + 32] == (byte)ReaderKind.Device)
                world.Random.Bytes(32).CopyTo(header, at + 65);
        yield return world.Forge.OpenEpoch(header, world.PublicKeys, world.Dsks[0]).Record;
    }

    private static byte[] Changed(FuzzWorld world, int device, int how)
    {
        var (record, dsk) = (world.NewEpochs[device], world.Dsks[device]);
        switch (how)
        {
            case 0:
                return world.Mutator.Mutate(record, Fields.Epoch(record));
            case 1:
                var changed = world.Mutator.Mutate(record, Fields.Epoch(record));
                return Forge.SignEpoch(changed, record[287], record[288], dsk);
            default:
                var header = FuzzWorld.HeaderOf(record);
                if (how == 3) header = world.ForSignedPrekeys(header);
                header = world.Random.Below(8) switch
                {
                    0 => WithFieldOfOld(world, header),
                    1 => Shifted(world, header),
                    2 => WithoutAnEntry(world, header),
                    3 or 4 => Mutated(world, header, Fields.EpochHeader(record)[..FixedFields]),
                    _ => Mutated(world, header, Fields.EpochHeader(record)),
                };
                if (world.Random.OneIn(2)) SignReplyPrekeys(header, dsk);
                var publicKeys = world.PublicKeys;
                return world.Forge.OpenEpoch(header, publicKeys, dsk, world.Random.OneIn(8)).Record;
        }
    }

    /// <summary>Of the same length, so that the entries stay where they are.</summary>
    private static byte[] Mutated(FuzzWorld world, byte[] header, int[] fields)
    {
        var mutated = world.Mutator.Mutate(header, fields);
        return mutated.Length == header.Length ? mutated : header;
    }

    /// <summary>Earlier or later, with the same life.</summary>
    private static byte[] Shifted(FuzzWorld world, byte[] header)
    {
        byte[] changed = [.. header];
        var step = (world.Random.OneIn(2) ? 1 : -1) * world.Random.Of(Steps);
        foreach (var at in (int[])[199, 207])
            BinaryPrimitives.WriteInt64BigEndian(
                changed.AsSpan(at), BinaryPrimitives.ReadInt64BigEndian(changed.AsSpan(at)) + step);
        return changed;
    }

    /// <summary>A reader, device or owner, is left out.</summary>
    private static byte[] WithoutAnEntry(FuzzWorld world, byte[] header)
    {
        var start = header.Length - 97 * (1 + world.Random.Below(header[288]));
        byte[] changed = [.. header[..start], .. header[(start + 97)..]];
        changed[288]--;
        return changed;
    }

    /// <summary>What was right for an earlier epoch.</summary>
    private static byte[] WithFieldOfOld(FuzzWorld world, byte[] header)
    {
        byte[] changed = [.. header];
        var fields = Fields.EpochHeader(header)[..FixedFields];
        var place = world.Random.OneIn(3) ? SenderTerms + world.Random.Below(2) : world.Random.Below(FixedFields);
        world.OldEpoch.AsSpan(fields[..place].Sum(), fields[place]).CopyTo(changed.AsSpan(fields[..place].Sum()));
        return changed;
    }

    private static void SignReplyPrekeys(byte[] header, Key dsk)
    {
        for (var at = 289; at + 179 <= header.Length && at < 289 + header[287] * 179; at += 179)
            Forge.Sign(header[(at + 32)..(at + 179)], "prekey", dsk).CopyTo(header, at + 32);
    }

    private static byte[] ForOneReader(FuzzWorld world, byte[] record)
    {
        if (!EpochView.TryParse(record, out var epoch, out _) || !epoch.IsComplete) return record;
        var form = epoch.ForReader(world.Random.Below(epoch.EntryCount));
        return world.Random.OneIn(3) ? world.Mutator.Mutate(form, [form.Length - 300, 1, 100]) : form;
    }
}
