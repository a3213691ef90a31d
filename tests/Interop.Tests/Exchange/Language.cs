namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>Which implementation a party runs on.</summary>
public enum Language
{
    /// <summary>The C# library, in the process of the tests.</summary>
    CSharp,

    /// <summary>The TypeScript library in Node.</summary>
    Node,

    /// <summary>The TypeScript library in a page of headless Chromium.</summary>
    Chromium,
}
