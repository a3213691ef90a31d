namespace ContextExchange.Storage;

/// <summary>
/// Parts of the log: one per retention class and day, so that a day that has run out is dropped whole. What is kept for
/// ever goes by hundreds of days.
/// </summary>
internal static class LogPart
{
    private const int Classes = 128;
    private const int DaysOfKept = 100;
    private const long MaxDay = 16_000_000;
    private const long Day = 24 * 60 * 60 * 1000L;

    public static int Of(RetentionClass retention, long at)
    {
        var day = Math.Clamp(at / Day, 0, MaxDay);
        if (retention == RetentionClass.Keep) day -= day % DaysOfKept;
        return ((int)day * Classes) + (int)retention;
    }

    public static RetentionClass ClassOf(int part) => (RetentionClass)(part % Classes);

    /// <summary>Everything in the part is older than this (milliseconds since 1970).</summary>
    public static long EndOf(int part) => ((part / Classes) + 1) * Day;
}
