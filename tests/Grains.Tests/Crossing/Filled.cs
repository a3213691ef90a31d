using System.Collections;
using System.Globalization;
using System.Reflection;

namespace ContextExchange.Grains.Tests.Crossing;

/// <summary>Instances in which every member has a value of its own, and how to compare two of them.</summary>
internal static class Filled
{
    private const int MaxDepth = 8;

    public static object Make(Type type)
    {
        var count = 0;
        return Make(type, ref count, 0);
    }

    public static void AssertSame(object? expected, object? actual, string where)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, $"{where}: {expected ?? "null"}, {actual ?? "null"}");
            return;
        }

        switch (expected)
        {
            case ReadOnlyMemory<byte> bytes:
                Assert.True(bytes.Span.SequenceEqual(((ReadOnlyMemory<byte>)actual).Span), where);
                break;
            case string or Enum or DateTimeOffset or TimeSpan or Guid:
                Assert.True(expected.Equals(actual), $"{where}: {expected}, {actual}");
                break;
            case IDictionary pairs:
                var others = (IDictionary)actual;
                Assert.True(pairs.Count == others.Count, where);
                foreach (DictionaryEntry pair in pairs)
                    AssertSame(pair.Value, others[pair.Key], $"{where}[{pair.Key}]");
                break;
            case IEnumerable list:
                var (one, other) = (list.Cast<object?>().ToArray(), ((IEnumerable)actual).Cast<object?>().ToArray());
                Assert.True(one.Length == other.Length, $"{where}: {one.Length}, {other.Length}");
                for (var i = 0; i < one.Length; i++) AssertSame(one[i], other[i], $"{where}[{i}]");
                break;
            default:
                if (expected.GetType().IsPrimitive)
                {
                    Assert.True(expected.Equals(actual), $"{where}: {expected}, {actual}");
                    break;
                }

                foreach (var property in Members(expected.GetType()))
                    AssertSame(property.GetValue(expected), property.GetValue(actual), $"{where}.{property.Name}");
                break;
        }
    }

    private static object Make(Type type, ref int count, int depth)
    {
        Assert.True(depth < MaxDepth, $"{type} holds itself.");
        count++;
        if (Nullable.GetUnderlyingType(type) is { } value) return Make(value, ref count, depth);
        if (type == typeof(bool)) return true;
        if (type == typeof(string)) return $"text {count}";
        if (type == typeof(Guid)) return new Guid(count, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.UnixEpoch.AddYears(50).AddMilliseconds(count);
        if (type == typeof(TimeSpan)) return TimeSpan.FromMilliseconds(1_000 + count);
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>([1, 2, 3, (byte)count]);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsPrimitive) return Convert.ChangeType(count % 100, type, CultureInfo.InvariantCulture);
        if (type.IsArray) return MakeList(type.GetElementType()!, ref count, depth);
        if (type.IsInterface && type.IsGenericType) return MakeInterface(type, ref count, depth);
        return MakeObject(type, ref count, depth);
    }

    private static object MakeInterface(Type type, ref int count, int depth)
    {
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 1) return MakeList(arguments[0], ref count, depth);
        var pairs = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        for (var i = 0; i < 2; i++)
            pairs.Add(Make(arguments[0], ref count, depth + 1), Make(arguments[1], ref count, depth + 1));
        return pairs;
    }

    private static Array MakeList(Type element, ref int count, int depth)
    {
        var list = Array.CreateInstance(element, 2);
        for (var i = 0; i < list.Length; i++) list.SetValue(Make(element, ref count, depth + 1), i);
        return list;
    }

    private static object MakeObject(Type type, ref int count, int depth)
    {
        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).FirstOrDefault();
        var arguments = new List<object>();
        foreach (var parameter in constructor?.GetParameters() ?? [])
            arguments.Add(Make(parameter.ParameterType, ref count, depth + 1));
        var made = constructor?.Invoke([.. arguments]) ?? Activator.CreateInstance(type)!;
        var named = constructor?.GetParameters().Select(parameter => parameter.Name).ToHashSet() ?? [];
        foreach (var property in Members(type))
            if (property.CanWrite && !named.Contains(property.Name))
                property.SetValue(made, Make(property.PropertyType, ref count, depth + 1));
        return made;
    }

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract");
}
