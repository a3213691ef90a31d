namespace ContextExchange.Grains.Connections;

/// <summary>What an answer's claimed parent is worth.</summary>
internal enum LineageVerdict : byte
{
    Valid = 0,

    /// <summary>No such parent, or the answer hides something of it.</summary>
    Invalid = 1,

    /// <summary>The parent left nothing to spend.</summary>
    BudgetExhausted = 2,
}
