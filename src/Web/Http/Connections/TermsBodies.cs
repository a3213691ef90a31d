namespace ContextExchange.Web.Http;

internal sealed record LevelsBody(ConsentLevel Share, ConsentLevel Receive);

internal sealed record TermsBody(IReadOnlyDictionary<string, LevelsBody> Levels, bool OwnerReads)
{
    public static TermsBody Of(Terms terms) => new(
        terms.Levels.ToDictionary(level => level.Key, level => new LevelsBody(level.Value.Share, level.Value.Receive)),
        terms.OwnerReads);
}

/// <summary>One side's terms as a request gives them: a preset or levels, balanced when neither is there.</summary>
internal static class TermsChoice
{
    /// <summary>Null when both are given or a category is no category.</summary>
    public static Terms? Of(ContractPreset? preset, TermsLevels? terms, bool? ownerReads)
    {
        if (preset is not null && terms is not null)
            return null;
        if (terms is null)
            return Terms.Of(preset ?? ContractPreset.Balanced) with { OwnerReads = ownerReads ?? true };
        if (terms.Levels.Count > Limits.MaxCategoriesPerContract
            || terms.Levels.Keys.Any(name => !Category.TryParse(name, null, out _)))
            return null;
        var levels = terms.Levels.ToDictionary(
            level => level.Key, level => new CategoryLevels(level.Value.Share, level.Value.Receive));
        return new Terms(levels, ownerReads ?? terms.OwnerReads ?? true);
    }
}

/// <summary>Terms in a request; who reads may be left out.</summary>
internal sealed record TermsLevels(IReadOnlyDictionary<string, LevelsBody> Levels, bool? OwnerReads = null);

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
