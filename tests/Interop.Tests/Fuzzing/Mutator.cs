using System.Buffers.Binary;
using ContextExchange.Interop.Tests.Parties;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>Changes one to three fields of a record, or its length, to what rogue writers write.</summary>
internal sealed class Mutator(SeededRandom random)
{
    private static readonly long[] Steps =
    [
        1, Cxe1Limits.Second, Cxe1Limits.RosterGrace, Cxe1Limits.ClockTolerance, Cxe1Limits.ClockTolerance + 1,
        Cxe1Limits.EpochLife, Cxe1Limits.EpochLife + 1, Cxe1Limits.Day, Cxe1Limits.DeviceCertificateLife,
        Cxe1Limits.ReceivingStateKept, Cxe1Limits.ViewerLife, Cxe1Limits.ViewerLife + 1,
    ];

    private static readonly ulong[] Numbers =
        [0, 1, Cxe1Limits.MaxNumber - 1, Cxe1Limits.MaxNumber, Cxe1Limits.MaxNumber + 1, ulong.MaxValue];

    /// <param name="record">Left as it is.</param>
    /// <param name="fields">The lengths of its fields; what is behind them is one more.</param>
    public byte[] Mutate(byte[] record, int[] fields)
    {
        if (random.OneIn(12)) return Resized(record);
        byte[] mutated = [.. record];
        List<(int Start, int Length)> places = [.. Places(record.Length, fields)];
        var times = random.OneIn(5) ? 2 + random.Below(2) : 1;
        for (var i = 0; i < times; i++)
        {
            var (start, length) = random.Of(places);
            List<int> others = [.. places.Where(one => one.Length == length).Select(one => one.Start)];
            Change(mutated, mutated.AsSpan(start, length), random.Of(others));
        }
        return mutated;
    }

    private static IEnumerable<(int Start, int Length)> Places(int size, int[] fields)
    {
        var start = 0;
        foreach (var length in fields)
        {
            if (start + length > size) yield break;
            if (length > 0) yield return (start, length);
            start += length;
        }
        if (start < size) yield return (start, size - start);
    }

    private byte[] Resized(byte[] record) => random.Below(4) switch
    {
        0 => record[..^(1 + random.Below(Math.Min(record.Length, 200)))],
        1 => record[..random.Below(record.Length)],
        2 => [.. record, .. random.Bytes(1 + random.Below(200))],
        _ => [.. record, .. new byte[1 + random.Below(100)]],
    };

    private void Change(byte[] record, Span<byte> field, int other)
    {
        switch (random.Below(8))
        {
            case 0: random.Fill(field); break;
            case 1: field.Clear(); break;
            case 2: field.Fill(0xff); break;
            case 3: Step(field, up: random.OneIn(2)); break;
            case 4: record.AsSpan(other, field.Length).CopyTo(field); break;
            case 5: Choose(field); break;
            default: field[random.Below(field.Length)] ^= (byte)(1 << random.Below(8)); break;
        }
    }

    /// <summary>One more or less, as a big-endian number.</summary>
    private static void Step(Span<byte> field, bool up)
    {
        for (var i = field.Length - 1; i >= 0; i--)
        {
            field[i] += (byte)(up ? 1 : 0xff);
            if (field[i] != (up ? 0 : 0xff)) break;
        }
    }

    /// <summary>A value that a rule is about.</summary>
    private void Choose(Span<byte> field)
    {
        switch (field.Length)
        {
            case 1: field[0] = (byte)random.Below(6); break;
            case 2: BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)random.Below(1_200)); break;
            case 4: BinaryPrimitives.WriteUInt32BigEndian(field, (uint)random.Below(120)); break;
            case 8 when random.OneIn(3): BinaryPrimitives.WriteUInt64BigEndian(field, random.Of(Numbers)); break;
            case 8:
                var step = random.OneIn(2) ? random.Of(Steps) : -random.Of(Steps);
                BinaryPrimitives.WriteInt64BigEndian(field, BinaryPrimitives.ReadInt64BigEndian(field) + step);
                break;
            default: field[^1] ^= 1; break;
        }
    }
}
