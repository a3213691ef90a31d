namespace ContextExchange.Interop.Tests.Peers;

/// <summary>The checkout that the running test was built from.</summary>
internal static class Repository
{
    public static string Sdk { get; } = Path.Combine(Find(), "sdk", "typescript");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ContextExchange.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("No ContextExchange.sln above " + AppContext.BaseDirectory);
    }
}
