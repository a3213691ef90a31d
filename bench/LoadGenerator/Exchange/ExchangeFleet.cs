using ContextExchange.Client;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// Registers two owners with an agent for each connection, connects them in pairs and seals what they will send.
/// </summary>
internal static class ExchangeFleet
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 8 };

    public static async Task<List<LoadConnection>> CreateAsync(Options options)
    {
        var server = new Uri($"http://localhost:{options.Ports[0]}");
        var api = new ExchangeApi(server);
        var owners = new[] { await LoadOwner.RegisterAsync(api), await LoadOwner.RegisterAsync(api) };
        var agents = new LoadAgent[options.Connections];
        await Parallel.ForAsync(
            0, agents.Length, AtOnce, async (i, _) => agents[i] = await LoadAgent.RegisterAsync(owners[i % 2]));
        var connections = agents.Select(agent => new ExchangeConnection(agent, server)).ToArray();
        if (options.Scenario == "pairs")
        {
            await Parallel.ForAsync(0, agents.Length / 2, AtOnce, async (pair, _) =>
            {
                var (from, to) = (agents[2 * pair], agents[(2 * pair) + 1]);
                await from.PublishAsync();
                await to.PublishAsync();
                var connection = await from.ConnectAsync(to);
                connections[2 * pair].Load(
                    to.Id, SealedStream.Seal(from, to, connection, options.Presealed, options.Payload));
            });
        }

        return [.. connections];
    }
}
