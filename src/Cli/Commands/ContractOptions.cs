namespace ContextExchange.Cli;

/// <summary>Options about contracts that several commands share.</summary>
internal static class ContractOptions
{
    public static Option<ContractPreset?> Preset() => new("--preset")
    {
        Description = "This side's contract: balanced (default), colleagues or minimal",
        HelpName = "PRESET",
    };
}
