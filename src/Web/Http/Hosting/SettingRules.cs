using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace ContextExchange.Web.Http;

/// <summary>
/// Says before anything is bound what nobody could use: values that are no number or time, and names that are no
/// setting. One sentence each; a value is repeated only where it cannot be a secret.
/// </summary>
internal static class SettingRules
{
    /// <summary>What the framework reads: sections, and single names of the host.</summary>
    private static readonly HashSet<string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "Logging", "Kestrel", "AllowedHosts", "urls", "http_ports", "https_ports", "environment", "applicationName",
        "contentRoot", "webroot", "startupAssembly", "hostingStartupAssemblies", "hostingStartupExcludeAssemblies",
        "preventHostingStartup", "preferHostingUrls", "suppressStatusMessages", "captureStartupErrors",
        "detailedErrors", "shutdownTimeoutSeconds", "hostBuilder", "staticWebAssets", "forwardedHeaders_enabled",
    };

    private static readonly string[] ForeignPrefixes = ["OTEL_", "DOTNET_", "ASPNETCORE_"];

    /// <summary>What of the command line is no setting at all, or one without a value.</summary>
    public static IEnumerable<string> OfArguments(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var isName = argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2;
            if (!isName)
                yield return $"'{argument}' on the command line is no setting: write --name=value or --name value.";
            else if (!argument.Contains('=') && ++i == arguments.Count)
                yield return $"{argument} has no value: write {argument}=value.";
        }
    }

    /// <summary>Values that cannot be read or lie beyond their bounds, from wherever they come.</summary>
    public static IEnumerable<string> OfValues(IConfiguration settings, SettingNames names)
    {
        foreach (var (key, value) in settings.AsEnumerable())
            if (value is not null && names.Find(key) is { } property
                && Problem(property, value) is { } problem)
                yield return $"{Written(key, property)} is '{value}': {problem}.";
    }

    /// <summary>Names under our own sections that are none, from wherever they come.</summary>
    public static IEnumerable<string> OfSections(IConfiguration settings, SettingNames names)
    {
        foreach (var (key, value) in settings.AsEnumerable())
            if (value is not null && key.Split(':') is { Length: > 1 } parts && names.Sections.Contains(parts[0])
                && names.Find(key) is null && !settings.GetSection(key).GetChildren().Any())
                yield return Unknown(key, names.All);
    }

    /// <summary>Names of the command line that are neither ours nor the framework's.</summary>
    /// <param name="arguments">The command line alone, read as configuration.</param>
    /// <param name="names">Ours.</param>
    /// <param name="switches">Shorter names of the command line.</param>
    public static IEnumerable<string> OfCommandLine(
        IConfiguration arguments, SettingNames names, IEnumerable<string> switches)
    {
        string[] known = [.. switches, .. names.All.Select(name => "--" + name)];
        foreach (var (key, value) in arguments.AsEnumerable())
            if (value is not null && names.Find(key) is null && !IsForeign(key)
                && !names.Sections.Contains(key.Split(':')[0]))
                yield return Unknown("--" + key, known);
    }

    /// <summary>
    /// Variables <c>CEX_...</c> that are almost a setting. Others may be those of <c>cex</c>, tests or scripts.
    /// </summary>
    /// <param name="variables">Those variables alone, read as configuration.</param>
    /// <param name="names">Ours.</param>
    public static IEnumerable<string> OfVariables(IConfiguration variables, SettingNames names)
    {
        foreach (var (key, value) in variables.AsEnumerable())
            if (value is not null && names.Find(key) is null && !key.Contains(':')
                && Nearest(key, names.All) is { } name)
                yield return $"CEX_{key} is no setting: did you mean CEX_{name.Replace(":", "__")}?";
    }

    private static string? Problem(PropertyInfo property, string text)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string) || text.Length == 0 && type != property.PropertyType)
            return null;
        object? value;
        try
        {
            value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or OverflowException
            or NotSupportedException)
        {
            return Expected(type, property);
        }

        return property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value)
            ? Expected(type, property)
            : null;
    }

    private static string Expected(Type type, PropertyInfo property)
    {
        var bounds = property.GetCustomAttribute<RangeAttribute>() is { } range
            ? $" between {range.Minimum} and {range.Maximum}"
            : "";
        return type switch
        {
            _ when type == typeof(bool) => "write true or false",
            _ when type == typeof(TimeSpan) => $"write a time{bounds}, hours:minutes:seconds like 00:00:15",
            { IsEnum: true } => $"write one of {string.Join(", ", Enum.GetNames(type))}",
            _ => $"write a whole number{bounds}",
        };
    }

    /// <summary>As the setting is spelled, whatever the case it came in.</summary>
    private static string Written(string key, PropertyInfo property) =>
        key[..(key.LastIndexOf(':') + 1)] + property.Name;

    private static string Unknown(string name, IEnumerable<string> known) => Nearest(name, known) is { } near
        ? $"{name} is no setting: did you mean {near.Replace("*", name.Split(':').ElementAtOrDefault(1))}?"
        : $"{name} is no setting: leave it away; docs/operating names those that there are.";

    private static bool IsForeign(string key) => Foreign.Contains(key.Split(':')[0])
        || ForeignPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Null where none is near enough to have been meant.</summary>
    private static string? Nearest(string name, IEnumerable<string> known)
    {
        var near = known.MinBy(other => Distance(name, other));
        return near is not null && Distance(name, near) <= Math.Max(1, Math.Min(3, near.Length / 4)) ? near : null;
    }

    /// <summary>How many characters must be added, taken away or changed (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < to.Length; j++)
            {
                var change = diagonal
                    + (char.ToLowerInvariant(from[i]) == char.ToLowerInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }
}
