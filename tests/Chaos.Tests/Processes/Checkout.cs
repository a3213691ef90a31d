namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>What was built in the checkout that this program was built in.</summary>
internal static class Checkout
{
    private const string Dialogues = "data/sgd/dialogues.jsonl";

    /// <summary>The built silo.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string Silo =>
        Find("src/Silo/bin/Release/net10.0/ContextExchange.Silo.dll")
        ?? Find("src/Silo/bin/Debug/net10.0/ContextExchange.Silo.dll")
        ?? throw new InvalidOperationException(
            "The server is not built: run  dotnet build src/Silo -c Release  first.");

    /// <summary>
    /// Real dialogues, one JSON object a line: <c>$CEX_DIALOGUES</c>, or a folder <c>shared</c> beside the checkout.
    /// Null where there are none.
    /// </summary>
    public static string? DialogueFile =>
        Environment.GetEnvironmentVariable("CEX_DIALOGUES") is { Length: > 0 } named
            ? named
            : Find(Dialogues) ?? Find("shared/" + Dialogues);

    /// <summary>A file of the checkout's sources, by its path there.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string FileAt(string path) =>
        Find(path) ?? throw new InvalidOperationException($"{path} is missing: run from a checkout.");

    private static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, path);
            if (File.Exists(file)) return file;
        }

        return null;
    }
}
