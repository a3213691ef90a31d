namespace ContextExchange.Cli;

/// <summary>Options about contracts that several commands share.</summary>
internal static class ContractOptions
{
    public static Option<ContractPreset?> Preset()
    {
        var option = CheckedOption.Choice<ContractPreset>("--preset");
        option.Description = "This side's contract: balanced (default), colleagues or minimal";
        option.HelpName = "PRESET";
        return option;
    }

    public static Option<string?> OwnerReads()
    {
        var option = new Option<string?>("--owner-reads")
        {
            Description = "Whether this side's owner reads the conversation along (default yes); peers see it",
            HelpName = "yes|no",
        };
        option.AcceptOnlyFromAmong("yes", "no");
        return option;
    }

    /// <summary>Null when nothing was said.</summary>
    public static bool? Reads(this Invocation run, Option<string?> option) => run.Get(option) switch
    {
        "yes" => true,
        "no" => false,
        _ => null,
    };

    public static string Describe(bool ownerReads) =>
        ownerReads ? "reads the conversation along" : "reads only what it has to decide";
}
