using System.Reflection;

namespace ContextExchange.Web.Cluster;

/// <summary>The build that this process runs.</summary>
public static class ServerVersion
{
    private const int CommitLength = 7;

    /// <summary>Its version and, where the build knew it, the beginning of its commit: <c>0.1.0+1a2b3c4</c>.</summary>
    public static string Text { get; } = Shorten(
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "");

    private static string Shorten(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0
        && version.Length > plus + 1 + CommitLength
            ? version[..(plus + 1 + CommitLength)]
            : version;
}
