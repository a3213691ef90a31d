using System.Reflection;
using ContextExchange.Actors;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>What a call between silos does to a value.</summary>
internal static class Wire
{
    private static readonly Type Codecs = typeof(IAgentGrain).Assembly.GetType(
        "ContextExchange.Actors.Generated.ContextExchange_Grains_Interfaces_Codecs", throwOnError: true)!;

    private delegate T Reads<out T>(ref MessageReader reader, WireType type);

    private delegate void Writes<in T>(MessageWriter writer, uint id, T value);

    /// <summary>Writes and reads it as the engine does.</summary>
    public static T Pass<T>(T value)
    {
        var write = Find("Write_", typeof(void), typeof(T)).CreateDelegate<Writes<T>>();
        var read = Find("Read_", typeof(T), null).CreateDelegate<Reads<T>>();
        var writer = MessageWriter.Rent(int.MaxValue);
        write(writer, 0, value);
        var reader = new MessageReader(writer.Written, null);
        var back = read(ref reader, reader.Header());
        writer.Return();
        return back;
    }

    private static MethodInfo Find(string prefix, Type returns, Type? takes) =>
        Codecs.GetMethods(BindingFlags.NonPublic | BindingFlags.Static).SingleOrDefault(method =>
            method.Name.StartsWith(prefix, StringComparison.Ordinal) && method.ReturnType == returns
            && (takes is null || method.GetParameters()[^1].ParameterType == takes))
        ?? throw new InvalidOperationException($"There is no codec {prefix} for {takes ?? returns}.");
}
