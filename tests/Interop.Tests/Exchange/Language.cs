namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>Which implementation a party runs on.</summary>
public enum Language
{
    /// <summary>The C# library, in the process of the tests.</summary>
    CSharp,

    /// <summary>The TypeScript library in Node, with Node's own cryptography.</summary>
    Node,

    /// <summary>The TypeScript library in a page of headless Chromium, with WebCrypto.</summary>
    Chromium,

    /// <summary>The same in a page of plain http, which gets no WebCrypto: with its own cryptography.</summary>
    PlainPage,
}
