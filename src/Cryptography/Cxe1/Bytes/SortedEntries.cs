namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The one order of CXE1: unsigned bytewise by the first bytes of an entry, each key once.</summary>
internal static class SortedEntries
{
    public static bool AreAscending(ReadOnlySpan<byte> entries, int entrySize, int keySize)
    {
        for (var offset = entrySize; offset < entries.Length; offset += entrySize)
        {
            var before = entries.Slice(offset - entrySize, keySize);
            if (before.SequenceCompareTo(entries.Slice(offset, keySize)) >= 0) return false;
        }
        return true;
    }

    /// <summary>Orders ids by their big-endian bytes.</summary>
    public static Comparer<Guid> ById { get; } = Comparer<Guid>.Create(Compare);

    private static int Compare(Guid left, Guid right)
    {
        Span<byte> bytes = stackalloc byte[32];
        left.TryWriteBytes(bytes, bigEndian: true, out _);
        right.TryWriteBytes(bytes[16..], bigEndian: true, out _);
        return bytes[..16].SequenceCompareTo(bytes[16..]);
    }
}
