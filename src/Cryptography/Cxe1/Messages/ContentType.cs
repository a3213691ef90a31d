namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What kind of message the plaintext is.</summary>
public enum ContentType : byte
{
    /// <summary>Something to read.</summary>
    Text = 1,

    /// <summary>A question; a <see cref="Response"/> is expected.</summary>
    Query = 2,

    /// <summary>The answer to a query or request.</summary>
    Response = 3,

    /// <summary>News about an earlier subject.</summary>
    Update = 4,

    /// <summary>Something that the receiver is asked to do.</summary>
    Request = 5,
}
