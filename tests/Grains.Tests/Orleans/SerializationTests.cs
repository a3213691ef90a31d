using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace ContextExchange.Grains.Tests.Orleans;

/// <summary>
/// In one silo what is immutable is never serialized, so no other test would notice that something cannot be.
/// </summary>
public sealed class SerializationTests
{
    public static TheoryData<Type> Contracts =>
        [.. typeof(IAgentGrain).Assembly.GetTypes().Where(type =>
            type.IsPublic && type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void WhatCrossesAGrainBoundarySurvivesTheJourney(Type type)
    {
        using var services = new ServiceCollection()
            .AddSerializer(builder => builder.AddAssembly(typeof(IAgentGrain).Assembly)).BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var sent = Sample(type);

        var received = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent));

        Assert.IsType(type, received);
        Assert.Equal(JsonSerializer.Serialize(sent, type), JsonSerializer.Serialize(received, type));
    }

    /// <summary>A value whose every member is set.</summary>
    private static object Sample(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Sample(underlying);
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return true;
        if (type == typeof(Guid)) return new Guid("00112233-4455-6677-8899-aabbccddeeff");
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.UnixEpoch.AddDays(20_000);
        if (type == typeof(TimeSpan)) return TimeSpan.FromMinutes(7);
        // A piece out of the middle: what lies around it must not come along.
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>([1, 2, 3, 4, 5], 1, 3);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(1)!;
        if (type.IsPrimitive) return Convert.ChangeType(42, type, null);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return ListOf(type.GenericTypeArguments[0]);
        if (type == typeof(IReadOnlyDictionary<string, CategoryLevels>))
            return new Dictionary<string, CategoryLevels> { ["health"] = new(ConsentLevel.Ask, ConsentLevel.Auto) };
        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(each => Sample(each.ParameterType))]);
    }

    private static Array ListOf(Type element)
    {
        var list = Array.CreateInstance(element, 2);
        for (var i = 0; i < list.Length; i++) list.SetValue(Sample(element), i);
        return list;
    }
}
