using System.Reflection;
using ContextExchange.Actors;

namespace ContextExchange.Grains.Tests.Embedded;

/// <summary>
/// Whatever a grain contract takes or gives crosses between silos: it has a codec, and comes back as it was. A type
/// that is added to a contract is looked at by itself.
/// </summary>
public sealed class ContractCodecTests
{
    private static readonly Assembly Contracts = typeof(IAgentGrain).Assembly;
    private static readonly Type Codecs = Contracts.GetType(
        "ContextExchange.Actors.Generated.ContextExchange_Grains_Interfaces_Codecs", throwOnError: true)!;

    private delegate T Reads<out T>(ref MessageReader reader, WireType type);

    private delegate void Writes<in T>(MessageWriter writer, uint id, T value);

    public static TheoryData<string> Crossing =>
        [.. TypesThatCross().Select(type => type.FullName ?? type.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Crossing))]
    public void WhatCrossesComesBackAsItWas(string name)
    {
        var type = TypesThatCross().Single(type => (type.FullName ?? type.Name) == name);
        typeof(ContractCodecTests).GetMethod(nameof(RoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, null);
    }

    [Fact]
    public void TheContractsAreFoundAtAll()
    {
        var types = TypesThatCross().ToHashSet();
        Assert.Superset(
            new HashSet<Type>
            {
                typeof(MailboxAppend), typeof(AppendResult), typeof(SendRequest), typeof(AgentStanding),
                typeof(IReadOnlyList<MailboxEntry>), typeof(RevocationPage), typeof(IdempotentCall),
            },
            types);
    }

    private static IEnumerable<Type> TypesThatCross() => Contracts.GetTypes()
        .Where(type => type.IsInterface
            && (typeof(IGrain).IsAssignableFrom(type) || typeof(IGrainObserver).IsAssignableFrom(type)))
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append(ResultOf(method.ReturnType)))
        // References cross as names; that they do, the engine's own tests show.
        .Where(type => type != typeof(void) && type != typeof(CancellationToken)
            && !typeof(IAddressable).IsAssignableFrom(type))
        .Distinct();

    private static Type ResultOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : typeof(void);

    private static void RoundTrip<T>()
    {
        var write = Find("Write_", typeof(void), typeof(T)).CreateDelegate<Writes<T>>();
        var read = Find("Read_", typeof(T), null).CreateDelegate<Reads<T>>();
        var value = (T)Filled.Make(typeof(T));
        var writer = MessageWriter.Rent(int.MaxValue);
        write(writer, 0, value);
        var reader = new MessageReader(writer.Written, null);
        var back = read(ref reader, reader.Header());
        writer.Return();
        Filled.AssertSame(value, back, typeof(T).Name);
    }

    private static MethodInfo Find(string prefix, Type returns, Type? takes) =>
        Codecs.GetMethods(BindingFlags.NonPublic | BindingFlags.Static).SingleOrDefault(method =>
            method.Name.StartsWith(prefix, StringComparison.Ordinal) && method.ReturnType == returns
            && (takes is null || method.GetParameters()[^1].ParameterType == takes))
        ?? throw new InvalidOperationException($"There is no codec {prefix} for {takes ?? returns}.");
}
