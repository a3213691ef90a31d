using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Cli;

/// <summary>One turn of a dialogue.</summary>
internal sealed record DialogueTurn(string Speaker, string Service, string Text);

/// <summary>One dialogue between a <c>user</c> and a <c>system</c>.</summary>
internal sealed record Dialogue(string Id, IReadOnlyList<DialogueTurn> Turns);

/// <summary>Reads dialogues: JSON lines with <c>id</c> and <c>turns</c> of <c>speaker</c>, <c>service</c>,
/// <c>text</c>.</summary>
internal static class DialogueFile
{
    /// <exception cref="ExchangeException"><c>usage</c>: no such file, or a line that is no dialogue.</exception>
    public static IReadOnlyList<Dialogue> Read(string path, int limit)
    {
        if (!File.Exists(path)) throw new ExchangeException("usage", $"There is no file {path}.");
        var dialogues = new List<Dialogue>();
        foreach (var line in File.ReadLines(path).Take(limit))
        {
            try
            {
                dialogues.Add(JsonSerializer.Deserialize(line, DialogueJson.Default.Dialogue)
                    ?? throw new JsonException("The line is empty."));
            }
            catch (JsonException e)
            {
                throw new ExchangeException(
                    "usage", $"Line {dialogues.Count + 1} of {path} is no dialogue: {e.Message}");
            }
        }

        return dialogues;
    }

    /// <summary>What a turn is about, by the kind of its service.</summary>
    public static Category CategoryOf(DialogueTurn turn) => turn.Service.Split('_')[0] switch
    {
        "Banks" => Category.Finances,
        "Events" or "RideSharing" or "Alarm" => Category.Schedule,
        "Weather" or "Media" or "Music" or "Movies" or "Travel" or "Services" => Category.Knowledge,
        _ => Category.Requests,
    };
}

/// <summary>The dialogues' JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Dialogue))]
internal sealed partial class DialogueJson : JsonSerializerContext;
