namespace ContextExchange.Protocol;

/// <summary>The levels of each preset. Receive is <c>never</c> where share is, else <c>auto</c>.</summary>
public static class Presets
{
    public static IReadOnlyDictionary<Category, CategoryLevels> Levels(ContractPreset preset) =>
        Category.BuiltIn.ToDictionary(category => category, category => Level(preset, category));

    private static CategoryLevels Level(ContractPreset preset, Category category)
    {
        var share = Share(preset, category.Name);
        return new CategoryLevels(share, share == ConsentLevel.Never ? ConsentLevel.Never : ConsentLevel.Auto);
    }

    private static ConsentLevel Share(ContractPreset preset, string category) => (preset, category) switch
    {
        (ContractPreset.Balanced, "schedule" or "knowledge") => ConsentLevel.Auto,
        (ContractPreset.Balanced, "projects" or "requests" or "personal") => ConsentLevel.Ask,
        (ContractPreset.Colleagues, "schedule" or "knowledge" or "projects" or "requests") => ConsentLevel.Auto,
        (ContractPreset.Minimal, "schedule") => ConsentLevel.Auto,
        _ => ConsentLevel.Never,
    };
}
