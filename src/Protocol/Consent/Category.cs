using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Protocol;

/// <summary>
/// What a message is about. A name of 1 to 32 characters: a lower-case letter, then lower-case letters, digits and
/// hyphens.
/// </summary>
public readonly record struct Category : IParsable<Category>
{
    private Category(string name) => Name = name;

    /// <summary>The built-in categories, in the order that people are shown.</summary>
    public static IReadOnlyList<Category> BuiltIn { get; } =
        [Schedule, Projects, Knowledge, Requests, Personal, Health, Finances];

    public static Category Schedule => new("schedule");
    public static Category Projects => new("projects");
    public static Category Knowledge => new("knowledge");
    public static Category Requests => new("requests");
    public static Category Personal => new("personal");
    public static Category Health => new("health");
    public static Category Finances => new("finances");

    /// <summary>The name; never null for a parsed category.</summary>
    public string Name { get; }

    /// <summary>How envelopes and signed terms name it.</summary>
    public Guid Id => IdOf(Name);

    /// <summary>The first 16 bytes of SHA-256 of a category's name in UTF-8, read big-endian.</summary>
    /// <param name="name">Hashed as given.</param>
    public static Guid IdOf(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <exception cref="FormatException">Not a category name.</exception>
    public static Category Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var category)
            ? category
            : throw new FormatException("A category is 1 to 32 characters: a-z first, then a-z, 0-9 and '-'.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Category result)
    {
        var valid = s is { Length: >= 1 and <= Limits.MaxCategoryName } && char.IsAsciiLetterLower(s[0])
            && s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        result = valid ? new Category(s!) : default;
        return valid;
    }

    public override string ToString() => Name;
}
