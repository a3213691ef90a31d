namespace ContextExchange.Protocol.Frames;

/// <summary>Whether a frame carries a ref.</summary>
public enum RefRule
{
    /// <summary>0 or not, as the sender likes.</summary>
    Any,

    /// <summary>It asks for an answer or is one: not 0.</summary>
    Required,

    /// <summary>A push: 0.</summary>
    None,
}
