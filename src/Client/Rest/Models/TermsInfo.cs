namespace ContextExchange.Client;

/// <summary>One side's contract.</summary>
/// <param name="Levels">By category name; a category that is missing is refused.</param>
/// <param name="OwnerReads">Whether this side's owner may read the conversation.</param>
public sealed record TermsInfo(IReadOnlyDictionary<string, CategoryLevels> Levels, bool OwnerReads)
{
    /// <summary>The terms that a preset stands for; the owner reads.</summary>
    public static TermsInfo Of(ContractPreset preset) =>
        new(Presets.Levels(preset).ToDictionary(level => level.Key.Name, level => level.Value), OwnerReads: true);
}
