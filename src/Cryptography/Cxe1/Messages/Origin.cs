namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Who composed the text. There is no value 0, so that a forgotten field is not taken for a human.</summary>
public enum Origin : byte
{
    /// <summary>A human typed it.</summary>
    Human = 1,

    /// <summary>A language model wrote it.</summary>
    Model = 2,

    /// <summary>A tool's output, passed on as it was.</summary>
    Tool = 3,

    /// <summary>Text of the web, passed on as it was.</summary>
    Web = 4,
}
