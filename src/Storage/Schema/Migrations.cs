using System.Globalization;
using System.Reflection;

namespace ContextExchange.Storage;

/// <summary>
/// The numbered SQL files that this build brings for one engine, in order: <c>0001-initial.sql</c> and so on. A file
/// that only adds, so that builds which do not know it can go on beside it, begins with the line <c>-- serves N</c>,
/// where N is the oldest such build's newest file.
/// </summary>
internal sealed class Migrations
{
    private const string Serves = "-- serves ";

    private Migrations(string engine) => All = Load($"ContextExchange.Storage.{engine}.");

    public static Migrations Sqlite { get; } = new("Sqlite");

    public static Migrations Postgres { get; } = new("Postgres");

    /// <summary>All of them, oldest first; versions count from 1 without a gap.</summary>
    public IReadOnlyList<Migration> All { get; }

    /// <summary>The schema that this build writes.</summary>
    public int Newest => All.Count;

    private static Migration[] Load(string prefix)
    {
        var assembly = typeof(Migrations).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, name[prefix.Length..]))];
    }

    private static Migration Read(Assembly assembly, string name, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded."));
        var sql = reader.ReadToEnd();
        var version = int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture);
        var serves = sql.StartsWith(Serves, StringComparison.Ordinal)
            ? int.Parse(sql.AsSpan(Serves.Length, sql.IndexOf('\n') - Serves.Length), CultureInfo.InvariantCulture)
            : version;
        return new Migration(version, serves, file, sql);
    }
}
