using System.Text.Json;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>The files in protocol/vectors/cxe1 that every implementation reads.</summary>
internal static class VectorFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static T Read<T>(string name) =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(PathOf(name)))
        ?? throw new InvalidDataException(name + " is empty.");

    public static void Write<T>(string name, T value) =>
        File.WriteAllText(PathOf(name), JsonSerializer.Serialize(value, Indented) + "\n");

    private static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "protocol", "vectors", "cxe1")))
                return Path.Combine(folder.FullName, "protocol", "vectors", "cxe1", name);
        throw new DirectoryNotFoundException("protocol/vectors/cxe1");
    }
}
