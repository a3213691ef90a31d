namespace ContextExchange.Protocol.Frames;

/// <summary>The names that JSON uses for one-byte codes.</summary>
internal static class FieldCodes
{
    private static readonly string?[] Statuses = Table(SendStatuses.All.Select(m => ((byte)m.Status, m.Code)));

    private static readonly string?[] Kinds = Table(
        [((byte)EntryKind.Message, "message"), ((byte)EntryKind.Stub, "stub"), ((byte)EntryKind.Notice, "notice")]);

    // Refusal.None has an empty name: its member is absent.
    private static readonly string?[] Refusal = Table(
        Refusals.All.Select(m => ((byte)m.Refusal, m.Code)).Prepend(((byte)Protocol.Refusal.None, "")));

    /// <summary>The name of a code; empty for the one that JSON leaves out, null for an unknown one.</summary>
    public static string? NameOf(FieldKind kind, byte code) => Names(kind)[code];

    /// <summary>The code behind a name; false for an unknown one.</summary>
    public static bool TryFind(FieldKind kind, ReadOnlySpan<byte> name, out byte code)
    {
        var names = Names(kind);
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] is not { Length: > 0 } known || !System.Text.Ascii.Equals(name, known)) continue;
            code = (byte)i;
            return true;
        }

        code = 0;
        return false;
    }

    private static string?[] Names(FieldKind kind) => kind switch
    {
        FieldKind.Status => Statuses,
        FieldKind.EntryKind => Kinds,
        FieldKind.Refusal => Refusal,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of field has no names."),
    };

    private static string?[] Table(IEnumerable<(byte Code, string Name)> entries)
    {
        var names = new string?[256];
        foreach (var (code, name) in entries) names[code] = name;
        return names;
    }
}
