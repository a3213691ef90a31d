using System.Collections.Immutable;

namespace ContextExchange.Actors;

/// <summary>Values that travel with calls, from caller to callee and never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> Values = new();

    /// <summary>The names of all values.</summary>
    public static IEnumerable<string> Keys => Values.Value?.Keys ?? [];

    /// <summary>All values by name.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries =>
        Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>A value, or null.</summary>
    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    /// <summary>Sets a value for the rest of this method and the calls it makes.</summary>
    public static void Set(string key, object value) =>
        Values.Value = (Values.Value ?? ImmutableDictionary<string, object>.Empty).SetItem(key, value);

    /// <summary>Removes a value; false if there was none.</summary>
    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key)) return false;
        Values.Value = values.Remove(key);
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Values.Value = null;

    /// <summary>Writes all values for another silo.</summary>
    /// <exception cref="CodecNotFoundException">A value is neither text nor a primitive.</exception>
    internal static void Write(MessageWriter writer)
    {
        var values = Values.Value;
        writer.PutVarint((uint)(values?.Count ?? 0));
        if (values is null) return;
        foreach (var (key, value) in values)
        {
            writer.PutText(key);
            RequestContextValue.Write(writer, key, value);
        }
    }

    /// <summary>Reads values from another silo; null when there are none.</summary>
    internal static ImmutableDictionary<string, object>? Read(ref MessageReader reader)
    {
        var count = reader.Varint();
        if (count == 0) return null;
        if (count > (ulong)reader.Left) throw MessageReader.Malformed("a request context is longer than its bytes");
        var values = ImmutableDictionary.CreateBuilder<string, object>();
        for (; count > 0; count--)
        {
            var key = reader.Text();
            values[key] = RequestContextValue.Read(ref reader);
        }

        return values.ToImmutable();
    }

    internal static void Replace(ImmutableDictionary<string, object>? values) => Values.Value = values;
}
