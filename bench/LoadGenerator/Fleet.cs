namespace ContextExchange.LoadGenerator;

/// <summary>Opens the connections of a scenario: the even ones send, each to the next odd one.</summary>
internal static class Fleet
{
    private const int AtOnce = 16;

    public static async Task<List<LoadConnection>> ConnectAsync(Options options)
    {
        var connections = await CreateAsync(options);
        await OpenAsync(connections, options.Port);
        return connections;
    }

    /// <summary>All that they need is registered; none of them is open yet.</summary>
    public static async Task<List<LoadConnection>> CreateAsync(Options options)
    {
        // Relays carry as many bytes as an envelope with that payload has.
        var bytes = options.Payload + 387;
        return options.System switch
        {
            "websocket" => [.. Ids().Select(id => new SocketRelayConnection(id, id + 1, bytes))],
            "signalr" => [.. Ids().Select(id => new SignalRRelayConnection(id, id + 1, bytes))],
            "contextexchange" => await ExchangeFleet.CreateAsync(options),
            _ => throw new ArgumentException($"There is no system '{options.System}'."),
        };

        IEnumerable<long> Ids() => Enumerable.Range(0, options.Connections).Select(i => (long)i);
    }

    public static Task OpenAsync(IEnumerable<LoadConnection> connections, int port) => Parallel.ForEachAsync(
        connections, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (connection, _) => await connection.ConnectAsync(port));
}
