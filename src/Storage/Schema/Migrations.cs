using System.Globalization;
using System.Reflection;

namespace ContextExchange.Storage;

/// <summary>The numbered SQL files that this build brings, in order: <c>0001-initial.sql</c> and so on.</summary>
internal static class Migrations
{
    private const string Prefix = "ContextExchange.Storage.Schema.";

    /// <summary>All of them, oldest first; versions count from 1 without a gap.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    /// <summary>The schema that this build writes.</summary>
    public static int Newest => All.Count;

    private static Migration[] Load()
    {
        var assembly = typeof(Migrations).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))];
    }

    private static Migration Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded."));
        var file = name[Prefix.Length..];
        return new Migration(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file, reader.ReadToEnd());
    }
}
