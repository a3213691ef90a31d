using System.Net.Mail;

namespace ContextExchange.Web.Http;

/// <summary>What people may write.</summary>
internal static class Text
{
    /// <summary>
    /// A name to show: 1 to 80 characters, not blank at either end, nothing that steers a terminal or a page.
    /// </summary>
    public static bool IsName(string? text) =>
        text is { Length: >= 1 and <= Limits.MaxDisplayName } && text.Trim().Length == text.Length && IsPlain(text);

    /// <summary>One mail address as people write it: no display name, no comments, at most 254 characters.</summary>
    public static bool IsEmail(string? text) =>
        text is { Length: >= 3 and <= 254 } && IsPlain(text) && MailAddress.TryCreate(text, out var parsed)
        && parsed.Address == text;

    /// <summary>No control characters, no direction overrides, no halves of surrogate pairs.</summary>
    public static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == System.Text.Rune.ReplacementChar || System.Text.Rune.IsControl(rune)
                || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
                return false;
        return true;
    }
}
