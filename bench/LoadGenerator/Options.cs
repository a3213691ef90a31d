using System.Globalization;

namespace ContextExchange.LoadGenerator;

/// <summary>What to measure, from the command line: <c>SCENARIO --name value ...</c>.</summary>
internal sealed record Options
{
    /// <summary><c>pairs</c>, <c>idle</c> or <c>commit</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary><c>contextexchange</c>, <c>signalr</c>, <c>websocket</c> or <c>sqlite</c>.</summary>
    public required string System { get; init; }

    /// <summary>What the report calls the system; its own name unless said otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Where the server listens; several ports, separated by commas, for several silos, over which the connections are
    /// spread. The first is the server's address.
    /// </summary>
    public IReadOnlyList<int> Ports { get; init; } = [0];

    /// <summary>The server's processes, separated by commas.</summary>
    public IReadOnlyList<int> ProcessIds { get; init; } = [];

    /// <summary>The process of the server's database, which has children; 0 when there is none to watch.</summary>
    public int DatabaseProcessId { get; init; }

    /// <summary>Messages that the store held when the run began, for the report; 0 for none.</summary>
    public int Stored { get; init; }

    public int Connections { get; init; } = 100;

    public int Window { get; init; } = 1;

    /// <summary>Bytes of padded text in each message, the authentication tag included.</summary>
    public int Payload { get; init; } = 256;

    public int Seconds { get; init; } = 10;

    public int WarmUpSeconds { get; init; } = 3;

    /// <summary>Seconds that idle connections are left alone before memory is read.</summary>
    public int Settle { get; init; } = 3;

    /// <summary>Most messages sealed ahead for each sender; the run ends early when they are used up.</summary>
    public int Presealed { get; init; } = 4_000;

    public static Options Parse(string[] args)
    {
        var values = args.Skip(1).Chunk(2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1]);
        var defaults = new Options
        {
            Scenario = args[0], System = values["system"], Name = values.GetValueOrDefault("name", values["system"]),
        };
        return defaults with
        {
            Ports = Numbers("port", defaults.Ports),
            ProcessIds = Numbers("pid", defaults.ProcessIds),
            DatabaseProcessId = Number("database-pid", defaults.DatabaseProcessId),
            Stored = Number("stored", defaults.Stored),
            Connections = Number("connections", defaults.Connections),
            Window = Number("window", defaults.Window),
            Payload = Number("payload", defaults.Payload),
            Seconds = Number("seconds", defaults.Seconds),
            WarmUpSeconds = Number("warm-up", defaults.WarmUpSeconds),
            Settle = Number("settle", defaults.Settle),
            Presealed = Number("presealed", defaults.Presealed),
        };

        int Number(string name, int otherwise) => Numbers(name, [otherwise])[0];

        IReadOnlyList<int> Numbers(string name, IReadOnlyList<int> otherwise) =>
            values.TryGetValue(name, out var text)
                ? [.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))]
                : otherwise;
    }
}
