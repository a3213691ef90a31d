namespace ContextExchange.Web.Http;

internal sealed record LevelsBody(ConsentLevel Share, ConsentLevel Receive);

/// <summary>One side's terms by the names of their categories.</summary>
internal sealed record TermsBody(IReadOnlyDictionary<string, LevelsBody> Levels, bool OwnerReads)
{
    public static TermsBody Of(Terms terms) => new(
        terms.Levels.ToDictionary(level => level.Key, level => new LevelsBody(level.Value.Share, level.Value.Receive)),
        terms.OwnerReads);

    /// <summary>Null when there are too many categories, or one is no category.</summary>
    public Terms? ToTerms()
    {
        if (Levels.Count > Limits.MaxCategoriesPerContract
            || Levels.Keys.Any(name => !Category.TryParse(name, null, out _)))
            return null;
        return new Terms(
            Levels.ToDictionary(
                level => level.Key, level => new CategoryLevels(level.Value.Share, level.Value.Receive)),
            OwnerReads);
    }
}

internal sealed record PolicyBody(
    RetentionClass Retention, DateTimeOffset? ExpiresAt = null, long? IdleAfterSeconds = null)
{
    private static readonly long MinIdle = (long)TimeSpan.FromHours(1).TotalSeconds;
    private static readonly long MaxIdle = (long)TimeSpan.FromDays(365).TotalSeconds;

    public static PolicyBody Of(ConnectionPolicy policy) =>
        new(policy.Retention, policy.ExpiresAt, (long?)policy.IdleAfter?.TotalSeconds);

    /// <summary>Null when the idle time is out of range.</summary>
    public ConnectionPolicy? ToPolicy() =>
        IdleAfterSeconds is not null && (IdleAfterSeconds < MinIdle || IdleAfterSeconds > MaxIdle)
        ? null
        : new ConnectionPolicy(ExpiresAt, IdleAfterSeconds is { } idle ? TimeSpan.FromSeconds(idle) : null, Retention);
}
