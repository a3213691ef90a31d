using ContextExchange.Interop.Tests.Exchange;

namespace ContextExchange.Interop.Tests.Scenarios;

/// <summary>Who is on which side: each scenario runs once in each direction.</summary>
public sealed class Directions : TheoryData<Language, Language>
{
    public Directions()
    {
        Add(Language.CSharp, Language.Node);
        Add(Language.Node, Language.CSharp);
    }
}
