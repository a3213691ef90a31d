namespace ContextExchange.Cli;

/// <summary>Finds what was built in the checkout that this program was built in.</summary>
internal static class BuiltFile
{
    /// <summary>The file at this path below one of the folders above this program; null where there is none.</summary>
    public static string? Find(params ReadOnlySpan<string> path)
    {
        var below = Path.Combine(path);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, below);
            if (File.Exists(file)) return file;
        }

        return null;
    }
}
