using System.Text.Json;
using ContextExchange.Chaos.Tests.Processes;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>What agents say to each other: real dialogues where there are any, otherwise numbered sentences.</summary>
internal sealed class Dialogues
{
    private const int Most = 500;
    private readonly IReadOnlyList<IReadOnlyList<DialogueTurn>> _dialogues;

    private Dialogues(IReadOnlyList<IReadOnlyList<DialogueTurn>> dialogues) => _dialogues = dialogues;

    public static Dialogues Read() => Checkout.DialogueFile is { } file && File.Exists(file)
        ? new Dialogues([.. File.ReadLines(file).Take(Most).Select(Parse)])
        : new Dialogues([.. Enumerable.Range(1, Most).Select(Generate)]);

    /// <summary>Turns without end, from one of the dialogues on.</summary>
    /// <param name="first">Any number from 0.</param>
    public IEnumerable<DialogueTurn> From(int first)
    {
        for (var i = first % _dialogues.Count; ; i = (i + 1) % _dialogues.Count)
            foreach (var turn in _dialogues[i])
                yield return turn;
    }

    private static IReadOnlyList<DialogueTurn> Parse(string line)
    {
        using var dialogue = JsonDocument.Parse(line);
        return
        [
            .. dialogue.RootElement.GetProperty("turns").EnumerateArray().Select(turn => new DialogueTurn(
                turn.GetProperty("speaker").GetString() == "user", turn.GetProperty("text").GetString() ?? "")),
        ];
    }

    private static IReadOnlyList<DialogueTurn> Generate(int number) =>
    [
        .. Enumerable.Range(1, 12).Select(turn => new DialogueTurn(
            turn % 2 == 1, $"This is turn {turn} of dialogue {number}: is Tuesday at ten still free?")),
    ];
}
