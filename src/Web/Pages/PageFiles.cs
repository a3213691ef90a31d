namespace ContextExchange.Web.Pages;

/// <summary>
/// The dashboard's files. <c>eng/dashboard</c> builds them and this assembly carries them; where it was built
/// without, one plain page says so.
/// </summary>
internal sealed class PageFiles
{
    private const string Start = "index.html";
    private const string Unbuilt = "unbuilt.html";
    private const string Prefix = "pages/";

    private readonly Dictionary<string, PageFile> _files;

    /// <param name="files">With <c>index.html</c>, the page of every page route, or <c>unbuilt.html</c>.</param>
    public PageFiles(IEnumerable<PageFile> files) =>
        _files = files.ToDictionary(file => file.Name, StringComparer.Ordinal);

    /// <summary>The page that shows every page route.</summary>
    public PageFile Page => Find(Start) ?? _files[Unbuilt];

    /// <summary>The files of this assembly.</summary>
    public static PageFiles OfAssembly()
    {
        var assembly = typeof(PageFiles).Assembly;
        return new PageFiles(
            from name in assembly.GetManifestResourceNames()
            where name.StartsWith(Prefix, StringComparison.Ordinal)
            let source = assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"The page file {name} is not in the assembly.")
            select new PageFile(name[Prefix.Length..].Replace('\\', '/'), Read(source)));
    }

    /// <summary>A file by its path below the dashboard; null where there is none.</summary>
    public PageFile? Find(string name) => _files.GetValueOrDefault(name);

    private static byte[] Read(Stream source)
    {
        using var copy = new MemoryStream();
        using (source)
            source.CopyTo(copy);
        return copy.ToArray();
    }
}
