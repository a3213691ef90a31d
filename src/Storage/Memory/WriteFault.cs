namespace ContextExchange.Storage;

/// <summary>How an injected failure of a commit happens.</summary>
public enum WriteFault
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>The write is lost.</summary>
    BeforeApplied = 1,

    /// <summary>The write stands, but the caller is told of a failure: an unknown outcome.</summary>
    AfterApplied = 2,
}
