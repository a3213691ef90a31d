using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>Reads and writes the files of one folder in protocol/vectors; the formats stand in its README.</summary>
internal sealed class VectorFolder(string path)
{
    private static readonly JsonSerializerOptions Compact =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder with this name; null if there is none.</summary>
    public static VectorFolder? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "protocol", "vectors") is var vectors && Directory.Exists(vectors))
                return Path.Combine(vectors, name) is var path && Directory.Exists(path) ? new(path) : null;
        throw new DirectoryNotFoundException("protocol/vectors");
    }

    public bool Has(string file) => File.Exists(Path.Combine(path, file));

    public JsonNode Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(path, file))) ?? throw new InvalidDataException(file);

    /// <summary>One element a line, so that a change shows as few lines.</summary>
    public void Write(string file, IEnumerable<JsonNode> elements)
    {
        var text = new StringBuilder("[\n");
        text.AppendJoin(",\n", elements.Select(element => element.ToJsonString(Compact)));
        File.WriteAllText(Path.Combine(path, file), text.Append("\n]\n").ToString());
    }

    public void Write(string file, JsonObject members)
    {
        var text = new StringBuilder("{\n");
        text.AppendJoin(",\n", members.Select(one => $"\"{one.Key}\": {Block(one.Value!.AsObject())}"));
        File.WriteAllText(Path.Combine(path, file), text.Append("\n}\n").ToString());
    }

    private static string Block(JsonObject members) =>
        "{\n" + string.Join(",\n", members.Select(one => $"\"{one.Key}\": {one.Value!.ToJsonString(Compact)}")) + "\n}";
}
