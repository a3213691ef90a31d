using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Categories whose levels the tests' default terms state, alike on both sides.</summary>
internal static class TestTerms
{
    /// <summary>Auto and auto.</summary>
    public const string Free = "schedule";

    /// <summary>The sender's owner is asked.</summary>
    public const string AskToShare = "projects";

    /// <summary>The recipient's owner is asked.</summary>
    public const string AskToReceive = "requests";

    /// <summary>Both owners are asked.</summary>
    public const string AskBoth = "personal";

    /// <summary>May be received, never shared.</summary>
    public const string NeverShared = "health";

    /// <summary>May be shared, never received.</summary>
    public const string NeverReceived = "finances";

    public static CategoryTerms[] Levels { get; } =
    [
        Level(Free, ConsentLevel.Auto, ConsentLevel.Auto),
        Level(AskToShare, ConsentLevel.Ask, ConsentLevel.Auto),
        Level(AskToReceive, ConsentLevel.Auto, ConsentLevel.Ask),
        Level(AskBoth, ConsentLevel.Ask, ConsentLevel.Ask),
        Level(NeverShared, ConsentLevel.Never, ConsentLevel.Auto),
        Level(NeverReceived, ConsentLevel.Auto, ConsentLevel.Never),
    ];

    /// <summary>Nothing asks anybody.</summary>
    public static CategoryTerms[] NothingAsked { get; } = [Level(Free, ConsentLevel.Auto, ConsentLevel.Auto)];

    public static CategoryTerms Level(string category, ConsentLevel share, ConsentLevel receive) =>
        new(Category.IdOf(category), share, receive);
}
