using System.CommandLine;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>What was asked for on the command line of <c>eng/chaos</c>.</summary>
internal sealed record DrillOptions
{
    /// <summary>Names of drills; none for the usual ones, or the long one alone.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Shorter faults and fewer of them.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Says what there is, and runs nothing.</summary>
    public bool IsList { get; init; }

    /// <summary>What the places of faults are drawn from; null for any.</summary>
    public int? Seed { get; init; }

    /// <summary>Messages of the long drill; null for its own number.</summary>
    public int? Messages { get; init; }

    /// <summary>Crashes of the long drill; null for its own number.</summary>
    public int? Crashes { get; init; }

    public bool IsLong => Names is [CrashCampaign.Name];

    /// <param name="arguments">Behind the word <c>drill</c>.</param>
    /// <param name="problems">Each thing that is wrong with them, in a sentence; empty where nothing is.</param>
    public static DrillOptions Parse(IReadOnlyList<string> arguments, out IReadOnlyList<string> problems)
    {
        var names = new Argument<string[]>("drill") { Arity = ArgumentArity.ZeroOrMore };
        var quick = new Option<bool>("--quick");
        var list = new Option<bool>("--list");
        var seed = new Option<int?>("--seed");
        var messages = new Option<int?>("--messages");
        var crashes = new Option<int?>("--crashes");
        var result = new Command("chaos") { names, quick, list, seed, messages, crashes }.Parse(arguments);
        problems = [.. result.Errors.Select(error => error.Message)];
        if (problems.Count > 0) return new DrillOptions();
        var options = new DrillOptions
        {
            Names = result.GetValue(names) ?? [], IsQuick = result.GetValue(quick), IsList = result.GetValue(list),
            Seed = result.GetValue(seed), Messages = result.GetValue(messages), Crashes = result.GetValue(crashes),
        };
        problems = [.. options.Problems()];
        return options;
    }

    private IEnumerable<string> Problems()
    {
        if (IsLong)
        {
            if (Messages < 1) yield return "--messages takes a number from 1 on.";
            if (Crashes < 0) yield return "--crashes takes a number from 0 on.";
            yield break;
        }

        foreach (var name in Names)
            if (name == CrashCampaign.Name)
                yield return $"{name} is the long drill: name it alone.";
            else if (Catalogue.Find(name) is null)
                yield return $"There is no drill {name}: see --list.";
        if (Messages is not null || Crashes is not null)
            yield return $"--messages and --crashes belong to the drill {CrashCampaign.Name}.";
    }
}
