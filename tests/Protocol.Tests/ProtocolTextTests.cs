using System.Text;
using System.Text.RegularExpressions;
using ContextExchange.Protocol.Frames;
using ContextExchange.Protocol.Tests.Frames;

namespace ContextExchange.Protocol.Tests;

/// <summary>
/// Holds the tables of protocol/exchange-v1.md to the code. After a deliberate change run with
/// CEX_UPDATE_PROTOCOL_TEXT=1, which
/// writes the tables anew, and read the difference.
/// </summary>
public sealed partial class ProtocolTextTests
{
    private const string File = "exchange-v1.md";

    public static TheoryData<string> Tables => ["frames", "members", "close codes", "statuses", "refusals"];

    [Theory, MemberData(nameof(Tables))]
    public void TheTableSaysWhatTheCodeDoes(string name)
    {
        var expected = Render(name);
        var text = GoldenFrames.Text(File);
        var table = Table().Matches(text).Single(match => match.Groups["name"].Value == name).Groups["rows"];
        if (Environment.GetEnvironmentVariable("CEX_UPDATE_PROTOCOL_TEXT") == "1" && table.Value != expected)
        {
            text = text.Remove(table.Index, table.Length).Insert(table.Index, expected);
            System.IO.File.WriteAllText(GoldenFrames.PathOf(File), text);
            return;
        }

        Assert.Equal(expected, table.Value);
    }

    [Fact]
    public void EveryValueHasItsRow()
    {
        Assert.Equal(Enum.GetValues<SendStatus>(), SendStatuses.All.Select(meaning => meaning.Status));
        Assert.Equal(Enum.GetValues<Refusal>().Skip(1), Refusals.All.Select(meaning => meaning.Refusal));
        Assert.Equal(Enum.GetValues<CloseCode>(), CloseCodes.All.Select(meaning => meaning.Code));
    }

    [Fact]
    public void EveryNoticeIsInTheText()
    {
        var text = GoldenFrames.Text(File);
        Assert.All(Enum.GetValues<NoticeKind>(), kind => Assert.Contains(
            $"| {System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString())} | {(int)kind} |", text,
            StringComparison.Ordinal));
    }

    private static string Render(string name) => name switch
    {
        "frames" => Rows(
            "| type | name | from | ref | payload |",
            FrameLayouts.All.Select(layout => $"| 0x{(byte)layout.Type:x2} | `{layout.Name}` | {From(layout.Source)} | "
                + $"{Ref(layout.Ref)} | {string.Join(", ", layout.Fields.Select(Payload))} |")),
        "members" => Rows(
            "| type | members |",
            FrameLayouts.All.Select(layout =>
                $"| `{layout.Name}` | {string.Join(", ", layout.Fields.Select(Member))} |")),
        "close codes" => Rows(
            "| code | name | reconnect | why |",
            CloseCodes.All.Select(m => $"| {(int)m.Code} | {m.Name} | {YesNo(m.Reconnect)} | {m.Why} |")),
        "statuses" => Rows(
            "| byte | code | HTTP | retry | settles | what to do |",
            SendStatuses.All.Select(m => $"| {(int)m.Status} | `{m.Code}` | {m.Http} | {YesNo(m.Retryable)} | "
                + $"{YesNo(m.Settles)} | {m.Remedy} |")),
        "refusals" => Rows(
            "| byte | code | HTTP | retry | meaning |",
            Refusals.All.Select(m =>
                $"| {(int)m.Refusal} | `{m.Code}` | {m.Http} | {YesNo(m.Retryable)} | {m.Title} |")),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static string Rows(string head, IEnumerable<string> rows)
    {
        var text = new StringBuilder().Append(head).Append('\n');
        text.Append(Regex.Replace(head, "[^|]+", "---")).Append('\n');
        foreach (var row in rows) text.Append(row).Append('\n');
        return text.ToString();
    }

    private static string From(FrameSource source) => source switch
    {
        FrameSource.Client => "client",
        FrameSource.Server => "server",
        _ => "both",
    };

    private static string Ref(RefRule rule) => rule switch
    {
        RefRule.Any => "may",
        RefRule.Required => "must",
        _ => "none",
    };

    private static string Payload(FrameField field) => field.Kind switch
    {
        FieldKind.Prefixed => $"{field.Name} length 1 (0 or {field.Max}), {field.Name}",
        FieldKind.Rest => $"{field.Name} to the end ({field.Min} to {field.Max})",
        FieldKind.Text => $"{field.Name} to the end (ASCII, {field.Min} to {field.Max})",
        FieldKind.Milliseconds => $"{field.Name} {field.FixedSize} (ms)",
        FieldKind.Number when field.Min > 0 => $"{field.Name} {field.FixedSize} (from {field.Min})",
        _ => $"{field.Name} {field.FixedSize}",
    };

    private static string Member(FrameField field) => $"`{field.Name}`{(field.Optional ? "?" : "")} {field.Kind switch
    {
        FieldKind.Id => "id",
        FieldKind.Number or FieldKind.Milliseconds => "number",
        FieldKind.Flag => "boolean",
        FieldKind.Status => "code of section 2",
        FieldKind.Refusal => "code of section 3",
        FieldKind.EntryKind => "`message`, `stub` or `notice`",
        FieldKind.Text => "text",
        _ => "bytes",
    }}";

    private static string YesNo(bool value) => value ? "yes" : "no";

    [GeneratedRegex("<!-- table: (?<name>[a-z ]+) -->\n(?<rows>.*?)<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Table();
}
