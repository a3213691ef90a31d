namespace ContextExchange.Web.Tests;

/// <summary>
/// Compares text with a file in <c>tests/Web.Tests/Snapshots</c>. With CEX_WRITE_SNAPSHOTS=1 it writes the file: look
/// at the difference before you commit it.
/// </summary>
internal static class Snapshot
{
    public static void Matches(string name, string actual) =>
        MatchesFile(Path.Combine("tests", "Web.Tests", "Snapshots", name), actual);

    /// <summary>The same with a file anywhere in the checkout, by its path from there.</summary>
    public static void MatchesFile(string name, string actual)
    {
        var path = Path.Combine(Repository.Root, name);
        if (Environment.GetEnvironmentVariable("CEX_WRITE_SNAPSHOTS") == "1")
            File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"There is no snapshot {name}.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
