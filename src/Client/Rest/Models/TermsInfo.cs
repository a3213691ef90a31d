namespace ContextExchange.Client;

/// <summary>One side's contract.</summary>
/// <param name="Levels">By category name; a category that is missing is refused.</param>
/// <param name="OwnerReads">Whether this side's owner may read the conversation.</param>
public sealed record TermsInfo(IReadOnlyDictionary<string, CategoryLevels> Levels, bool OwnerReads)
{
    /// <summary>The terms that a preset stands for; the owner reads.</summary>
    public static TermsInfo Of(ContractPreset preset) =>
        new(Presets.Levels(preset).ToDictionary(level => level.Key.Name, level => level.Value), OwnerReads: true);

    /// <summary>Terms if there are any, else a preset's, else the balanced ones; with the owner's choice in
    /// them.</summary>
    /// <exception cref="ExchangeException"><c>usage</c>: both were given.</exception>
    internal static TermsInfo Of(ContractPreset? preset, TermsInfo? terms, bool? ownerReads)
    {
        if (preset is not null && terms is not null)
            throw new ExchangeException("usage", "Give a preset or terms, not both.");
        var chosen = terms ?? Of(preset ?? ContractPreset.Balanced);
        return ownerReads is { } reads ? chosen with { OwnerReads = reads } : chosen;
    }
}
