namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What one side lets its agent do in a category.</summary>
public enum ConsentLevel : byte
{
    /// <summary>The agent may do it by itself.</summary>
    Auto = 0,

    /// <summary>The owner decides each time.</summary>
    Ask = 1,

    /// <summary>Not under this label.</summary>
    Never = 2,
}
