namespace ContextExchange.Actors;

/// <summary>
/// A hash that is the same in every process and version: it decides which partition a grain is in and which number a
/// method has. 64-bit FNV-1a with a final mix, so that names that differ in their last letter fall far apart.
/// </summary>
internal static class StableHash
{
    private const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    internal static ulong Of(ReadOnlySpan<char> text) => Mix(Add(Start, text));

    internal static ulong Of(GrainId id) => Mix(Add((Add(Start, id.Type.ToString()) ^ '/') * Prime, id.Key.ToString()));

    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text) hash = (hash ^ c) * Prime;
        return hash;
    }

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
