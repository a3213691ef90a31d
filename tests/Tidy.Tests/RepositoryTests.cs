using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ContextExchange.Tidy.Tests;

/// <summary>What holds for the checkout as a whole.</summary>
public sealed partial class RepositoryTests
{
    /// <summary>
    /// Which project may know which. An arrow that is not here is a design change: see docs/ARCHITECTURE.md.
    /// </summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Protocol"] = [],
        ["Actors"] = [],
        ["Actors.Generator"] = [],
        ["Actors.TestingHost"] = ["Actors"],
        ["Cryptography"] = ["Protocol"],
        ["Grains.Interfaces"] = ["Protocol"],
        ["Grains"] = ["Grains.Interfaces", "Cryptography"],
        ["Storage"] = ["Grains"],
        ["Web"] = ["Grains.Interfaces", "Cryptography"],
        ["Silo"] = ["Web", "Storage", "Grains"],
        ["Client"] = ["Protocol", "Cryptography"],
        ["Cli"] = ["Client", "Storage"],
    };

    private static readonly string[] Texts =
        ["*.md", "*.cs", "*.json", "*.sh", "*.yml", "*.props", "*.targets", "*.html", "*.js"];

    [Fact]
    public void ArrowsPointOneWay()
    {
        foreach (var project in Repository.Files("src", "*.csproj"))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var known = XDocument.Load(project).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!.Value.Replace('\\', '/')))
                .Where(r => r != "Actors.Generator");
            Assert.Empty(known.Except(Arrows[name]).Select(r => $"{name} -> {r}"));
        }
    }

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "ContextExchange.sln")).Replace('\\', '/');
        Assert.Empty(Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj"))
            .Concat(Repository.Files("bench", "*.csproj"))
            .Select(Repository.Relative).Where(p => !solution.Contains(p, StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryVersionIsPinnedInOnePlace() =>
        Assert.Empty(Repository.Files("", "*.csproj").Where(p =>
            XDocument.Load(p).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null))
            .Select(Repository.Relative));

    [Fact]
    public void EveryProjectHasALockFile() =>
        Assert.Empty(Repository.Files("", "*.csproj")
            .Where(p => !File.Exists(Path.Combine(Path.GetDirectoryName(p)!, "packages.lock.json")))
            .Select(Repository.Relative));

    [Fact]
    public void TheTextsSpeakOfTheProductAlone() =>
        Assert.Empty(
            from pattern in Texts
            from file in Repository.Files("", pattern)
            where Path.GetFileName(file) != "RepositoryTests.cs"
            where Foreign().IsMatch(File.ReadAllText(file))
            select Repository.Relative(file));

    /// <summary>Absolute paths of a machine, registry hosts.</summary>
    [GeneratedRegex(@"(^|[\s""'(=])/(work|home|root)/\w|""resolved""\s*:\s*""https?:|_authToken", RegexOptions.Multiline)]
    private static partial Regex Foreign();
}
