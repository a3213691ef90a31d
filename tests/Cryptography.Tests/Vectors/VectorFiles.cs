using System.Text.Json;

namespace ContextExchange.Cryptography.Tests.Vectors;

/// <summary>
/// The test vectors of others. They stand outside the checkout: in the folder that CEX_VECTORS names, or in
/// shared/vectors beside the checkout or beside one of its parents. Without them the tests are skipped, and each says
/// how many cases that leaves out; with them none may be.
/// </summary>
internal static class VectorFiles
{
    private static string? Folder { get; } = Find();

    /// <summary>Opens a file, or skips the test and says how many cases were not run.</summary>
    public static JsonElement Open(string file, int cases)
    {
        if (Folder is null)
            Assert.Skip($"{cases} cases of {file} not run: no shared/vectors beside the checkout and no CEX_VECTORS.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file)));
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Runs every case of a Wycheproof file with its group. Fails unless the file states <paramref name="cases"/>
    /// cases and that many were run.
    /// </summary>
    public static void RunWycheproof(string name, int cases, Action<JsonElement, JsonElement> run)
    {
        var file = Open($"wycheproof/{name}_test.json", cases);
        var ran = 0;
        foreach (var group in file.GetProperty("testGroups").EnumerateArray())
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                try
                {
                    run(group, test);
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"{name} case {test.GetProperty("tcId")}", exception);
                }

                ran++;
            }

        Assert.Equal(cases, file.GetProperty("numberOfTests").GetInt32());
        Assert.Equal(cases, ran);
    }

    /// <summary>The bytes of a hexadecimal member.</summary>
    public static byte[] Bytes(this JsonElement element, string member) =>
        Hex(element.GetProperty(member).GetString()!);

    /// <summary>Whether Wycheproof calls the case valid; neither valid nor invalid is an error here.</summary>
    public static bool IsValid(this JsonElement test) =>
        test.GetProperty("result").GetString() switch
        {
            "valid" => true,
            "invalid" => false,
            var other => throw new InvalidOperationException($"Unexpected result {other}."),
        };

    private static string? Find()
    {
        // A wrong setting must fail, not skip.
        if (Environment.GetEnvironmentVariable("CEX_VECTORS") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"CEX_VECTORS: {named}");
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ContextExchange.sln")))
            folder = folder.Parent;
        for (; folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "vectors") is var path && Directory.Exists(path))
                return path;
        return null;
    }
}
