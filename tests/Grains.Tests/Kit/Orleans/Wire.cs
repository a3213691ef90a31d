using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>What a call between silos does to a value.</summary>
internal static class Wire
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    /// <summary>Writes and reads it as the engine does.</summary>
    public static T Pass<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;
}
