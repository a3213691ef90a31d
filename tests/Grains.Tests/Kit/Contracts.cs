namespace ContextExchange.Grains.Tests.Kit;

/// <summary>Terms that tests agree on.</summary>
internal static class Contracts
{
    /// <summary>One category with these levels.</summary>
    public static Terms One(
        ConsentLevel share, ConsentLevel receive, string category = "schedule", bool ownerReads = true) =>
        new(new Dictionary<string, CategoryLevels> { [category] = new(share, receive) }, ownerReads);

    /// <summary>What people choose by name.</summary>
    public static Terms Of(ContractPreset preset) =>
        new(Presets.Levels(preset).ToDictionary(level => level.Key.Name, level => level.Value), OwnerReads: true);

    public static Terms Open => One(ConsentLevel.Auto, ConsentLevel.Auto);

    public static Terms AskToShare => One(ConsentLevel.Ask, ConsentLevel.Auto);

    public static Terms AskToReceive => One(ConsentLevel.Auto, ConsentLevel.Ask);
}
