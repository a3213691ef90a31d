namespace ContextExchange.Actors;

/// <summary>
/// A value cannot cross to another silo; the message names its type and says why. The call did not start.
/// </summary>
public sealed class CodecNotFoundException : OrleansException
{
    /// <summary>With a general message.</summary>
    public CodecNotFoundException() : base("The type cannot cross to another silo.")
    {
    }

    /// <summary>With this message.</summary>
    public CodecNotFoundException(string message) : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public CodecNotFoundException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>For a type, as generated code says it.</summary>
    public static CodecNotFoundException For(string type, string reason) =>
        new($"{type} cannot cross to another silo: {reason}.");
}
