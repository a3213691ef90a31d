using Xunit.v3;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>
/// Marks a test that calls one grain several times at once and counts on their order. The embedded engine promises it,
/// Orleans does not: there the SDK's remedies take its place, and the test is not run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OrderedCallsAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Engine", "Embedded")];
}
