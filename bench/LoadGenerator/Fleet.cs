namespace ContextExchange.LoadGenerator;

/// <summary>Opens the connections of a scenario: the even ones send, each to the next odd one.</summary>
internal static class Fleet
{
    private const int AtOnce = 16;

    public static async Task<List<LoadConnection>> ConnectAsync(Options options)
    {
        var connections = await CreateAsync(options);
        await OpenAsync(connections, options.Ports);
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

    /// <summary>
    /// Spreads them over the ports as a balancer does that knows of no pairs: of three ports, one pair in three has
    /// both of its connections on the same.
    /// </summary>
    public static Task OpenAsync(IEnumerable<LoadConnection> connections, IReadOnlyList<int> ports) =>
        Parallel.ForEachAsync(
            connections.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (place, _) => await place.Item.ConnectAsync(PortOf(place.Index, ports), ports[0]));

    private static int PortOf(int connection, IReadOnlyList<int> ports)
    {
        var pair = connection / 2;
        return ports[(connection % 2 == 0 ? pair : pair / ports.Count) % ports.Count];
    }
}
