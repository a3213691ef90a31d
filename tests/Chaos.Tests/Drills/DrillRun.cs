using ContextExchange.Chaos.Tests.Judging;
using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>One run of a drill: what it works with, what it measures and what it finds broken.</summary>
internal sealed class DrillRun(Stage stage, Load load, Random random, bool quick)
{
    /// <summary>How long it may take until everybody is served again before it is called broken.</summary>
    private static readonly TimeSpan ServedLimit = TimeSpan.FromSeconds(60);

    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);
    private readonly List<string> _broken = [];

    public Stage Stage => stage;

    public Load Load => load;

    /// <summary>Where faults strike is drawn from it.</summary>
    public Random Random => random;

    public bool Quick => quick;

    /// <summary>Processes that were ended without warning.</summary>
    public int Crashes { get; set; }

    /// <summary>What a drill with clients of its own has seen of them, beside the histories of the load.</summary>
    public Findings Own { get; set; } = Findings.None;

    public IReadOnlyDictionary<string, double> Figures => _figures;

    public IReadOnlyList<string> Broken => _broken;

    public void Note(string figure, double value) => _figures[figure] = Math.Round(value, 3);

    public void Expect(bool isSo, string otherwise)
    {
        if (!isSo) _broken.Add(otherwise);
    }

    /// <summary>Notes a figure and holds it to a bound.</summary>
    public void AtMost(string figure, double value, double bound)
    {
        Note(figure, value);
        Expect(value <= bound, $"{figure} is {value:0.###}, more than {bound:0.###}");
    }

    /// <summary>Notes a figure and holds it to a bound.</summary>
    public void AtLeast(string figure, double value, double bound)
    {
        Note(figure, value);
        Expect(value >= bound, $"{figure} is {value:0.###}, less than {bound:0.###}");
    }

    /// <summary>Notes the middle, the 99th percentile in milliseconds and the longest of some times.</summary>
    /// <returns>The 99th percentile in seconds.</returns>
    public double NoteTimes(string figure, IReadOnlyCollection<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        Note(figure + "_p50_ms", 1_000 * Quantile(sorted, 0.5));
        Note(figure + "_p99_ms", 1_000 * Quantile(sorted, 0.99));
        Note(figure + "_max_ms", 1_000 * Quantile(sorted, 1));
        return Quantile(sorted, 0.99);
    }

    /// <summary>Waits until every sender has had messages accepted again.</summary>
    public async Task ServedAsync(int messages = 3)
    {
        Expect(
            await load.AdvanceAsync(messages, ServedLimit),
            $"somebody was not served again within {ServedLimit.TotalSeconds:0} s");
    }

    /// <summary>Lets time pass while the fault lasts.</summary>
    public static Task PassAsync(double seconds) => Task.Delay((int)(seconds * 1_000));

    private static double Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling((sorted.Length - 1) * share)];
}
