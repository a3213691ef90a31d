using System.Reflection;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Crossing;

/// <summary>
/// Whatever a grain contract takes or gives crosses between silos, on either engine: it comes back as it was. A type
/// that is added to a contract is looked at by itself.
/// </summary>
public sealed class CrossingTests
{
    public static TheoryData<string> Names =>
        [.. TypesThatCross().Select(type => type.FullName ?? type.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatCrossesComesBackAsItWas(string name)
    {
        var type = TypesThatCross().Single(type => (type.FullName ?? type.Name) == name);
        typeof(CrossingTests).GetMethod(nameof(RoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!
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

    private static IEnumerable<Type> TypesThatCross() => typeof(IAgentGrain).Assembly.GetTypes()
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
        var value = (T)Filled.Make(typeof(T));
        Filled.AssertSame(value, Wire.Pass(value), typeof(T).Name);
    }
}
