namespace ContextExchange.Web.Tests;

/// <summary>Terms that tests agree on.</summary>
internal static class Contracts
{
    /// <summary>What people choose by name.</summary>
    public static Terms Of(ContractPreset preset) =>
        new(Presets.Levels(preset).ToDictionary(level => level.Key.Name, level => level.Value), OwnerReads: true);
}
