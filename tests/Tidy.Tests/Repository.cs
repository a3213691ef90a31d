namespace ContextExchange.Tidy.Tests;

/// <summary>The checkout that the running test was built from.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", ".git", "artifacts", "data"];

    public static string Root { get; } = Find();

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    /// <summary>C# sources below a folder of the checkout, generated ones left out.</summary>
    public static IEnumerable<string> Sources(string folder = "") => Files(folder, "*.cs");

    public static IEnumerable<string> Files(string folder, string pattern) => Walk(Path.Combine(Root, folder), pattern);

    private static IEnumerable<string> Walk(string folder, string pattern) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, pattern)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(d => !Skipped.Contains(Path.GetFileName(d)))
                .SelectMany(d => Walk(d, pattern)));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ContextExchange.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("No ContextExchange.sln above " + AppContext.BaseDirectory);
    }
}
