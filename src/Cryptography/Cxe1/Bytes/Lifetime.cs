namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The one rule for begin and end of a record: not empty, and no longer than its kind may live.</summary>
internal static class Lifetime
{
    public static bool IsWithin(long begin, long end, long longest) => end > begin && end - begin <= longest;
}
