namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// The grain key of a connection: both agents' ids, the lower first, so that placement can follow that agent.
/// </summary>
public static class ConnectionKey
{
    /// <summary>64 hex digits.</summary>
    public static string Between(AgentId one, AgentId other)
    {
        var (lower, higher) = ConnectionId.Ordered(one, other);
        return lower.ToString() + higher;
    }

    /// <exception cref="FormatException">Not a connection's key.</exception>
    public static (AgentId Lower, AgentId Higher) Parse(string key) =>
        key.Length == 64
            ? (AgentId.Parse(key[..32]), AgentId.Parse(key[32..]))
            : throw new FormatException("A connection key is 64 hex digits.");
}
