using System.Globalization;
using System.Numerics;

namespace ContextExchange.Cli;

/// <summary>
/// Options whose values are read before a command does anything; what they do not take is told in one sentence.
/// </summary>
internal static class CheckedOption
{
    /// <summary>A number.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <param name="least">The smallest that is taken.</param>
    /// <param name="most">The greatest; null for any.</param>
    public static Option<T?> Number<T>(string name, string unit, T least, T? most = null) where T : struct, INumber<T>
    {
        var range = most is null ? $"{least} or more" : $"{least} to {most}";
        var option = Of<T>(name, $"{range} {unit}", Read);
        option.HelpName = unit.ToUpperInvariant();
        return option;

        T? Read(string text) =>
            T.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least
                && (most is not { } bound || number <= bound)
                ? number
                : null;
    }

    /// <summary>One of an enum's names, in lower case.</summary>
    public static Option<T?> Choice<T>(string name) where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);
        var takes = string.Join(", ", names.Keys).ToLowerInvariant();
        return Of(name, takes, text => names.TryGetValue(text, out var value) ? value : (T?)null);
    }

    /// <summary>Any other value.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="takes">What it takes, as the end of a sentence.</param>
    /// <param name="read">Null for a text that it does not take.</param>
    public static Option<T?> Of<T>(string name, string takes, Func<string, T?> read) where T : struct => new(name)
    {
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var value = read(text);
            if (value is null) result.AddError($"{name} takes {takes}, not '{Terminal.Clean(text)}'.");
            return value;
        },
    };
}
