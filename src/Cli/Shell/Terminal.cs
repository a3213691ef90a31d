using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContextExchange.Cli;

/// <summary>
/// Where a command prints: results on standard output, everything else on standard error. With <c>--json</c> both are
/// JSON. Texts of other people are stripped of control characters, so that they cannot move the cursor.
/// </summary>
internal sealed class Terminal(bool json)
{
    public bool IsJson { get; } = json;

    /// <summary>A person watches: progress may be drawn.</summary>
    public bool IsInteractive { get; } = !json && !Console.IsErrorRedirected;

    /// <summary>A result: the object with <c>--json</c>, otherwise the lines.</summary>
    public void Print<T>(T result, JsonTypeInfo<T> type, params ReadOnlySpan<string> lines)
    {
        if (IsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result, type));
            return;
        }

        foreach (var line in lines) Console.Out.WriteLine(line);
    }

    /// <summary>A remark for people; nothing with <c>--json</c>.</summary>
    public void Say(string text)
    {
        if (!IsJson) Console.Error.WriteLine(text);
    }

    public void Fail(string code, string message)
    {
        if (IsJson)
            Console.Error.WriteLine(
                JsonSerializer.Serialize(new ErrorOutput(code, message), CliJson.Default.ErrorOutput));
        else
            Console.Error.WriteLine($"cex: {message} [{code}]");
    }

    /// <summary>Another person's text, made safe to print.</summary>
    public static string Clean(string text) =>
        string.Concat(text.Select(c => c is '\n' or '\t' || !char.IsControl(c) ? c : '\ufffd'));

    /// <summary>Rows under headings, aligned by the widest cell.</summary>
    public static string[] Table(string[] headings, IEnumerable<string[]> rows)
    {
        string[][] all = [headings, .. rows];
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return [.. all.Select(Line)];

        string Line(string[] row) =>
            string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
    }
}
