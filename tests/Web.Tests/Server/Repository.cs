namespace ContextExchange.Web.Tests;

/// <summary>Finds the checkout that the running test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ContextExchange.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("No ContextExchange.sln above " + AppContext.BaseDirectory);
    }
}
