namespace ContextExchange.Cli;

/// <summary>Finds a peer by what a person types: its id, the beginning of its id, or its display name.</summary>
internal static class PeerNames
{
    private const int LeastPrefix = 4;

    /// <exception cref="ExchangeException"><c>no-peer</c>: none, or more than one.</exception>
    public static async Task<ConnectionInfo> FindAsync(AgentClient client, string text, CancellationToken ct)
    {
        var api = await client.AsDeviceAsync(ct);
        var connections = await api.GetConnectionsAsync(client.Profile.Agent, ct);
        var found = connections.Where(one => Matches(one, text)).ToArray();
        return found switch
        {
            [var only] => only,
            [] => throw new ExchangeException(
                "no-peer",
                    $"No connection is called '{Terminal.Clean(text)}': see  cex connections, or invite it first."),
            _ => throw new ExchangeException(
                "no-peer",
                    $"More than one connection is called '{Terminal.Clean(text)}': use the beginning of its id."),
        };
    }

    private static bool Matches(ConnectionInfo connection, string text) =>
        connection.PeerName.Equals(text, StringComparison.OrdinalIgnoreCase)
        || (text.Length >= LeastPrefix
            && connection.Peer.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase));
}
