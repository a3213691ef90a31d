using System.Diagnostics;
using ContextExchange.Actors;
using ContextExchange.Grains.Credentials;
using ContextExchange.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Credentials.Bench;

/// <summary>
/// The server's engine and SQLite store with many API keys of as many agents. Activations end after a moment, so that
/// one key
/// can be checked cold again and again.
/// </summary>
internal sealed class KeyRing(IHost host) : IAsyncDisposable
{
    private const int KeysPerRound = 10;
    private const int AtOnce = 4_096;
    public const int WarmChecks = 100;
    private static readonly TimeSpan Age = TimeSpan.FromMilliseconds(20);

    private readonly IGrainFactory grains = host.Services.GetRequiredService<IGrainFactory>();
    private readonly IGrainStorage storage = host.Services.GetRequiredService<IGrainStorage>();
    private readonly byte[] hash = new byte[ServerSecrets.KeyLength];
    private readonly Random random = new(1);
    private int count;

    public static async Task<KeyRing> StartAsync(string folder)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSqliteStorage(folder);
        builder.Services.AddActors(options => options.CollectionAge = options.CollectionQuantum = Age);
        var host = builder.Build();
        await host.StartAsync();
        return new KeyRing(host);
    }

    /// <summary>Stores that many keys, each used a moment ago: their checks read and do not write.</summary>
    public async Task IssueAsync(int keys)
    {
        count = keys;
        foreach (var chunk in Enumerable.Range(0, keys).Chunk(AtOnce))
            await Task.WhenAll(chunk.Select(StoreAsync));
    }

    /// <summary>
    /// Checks some keys, each once cold and then <see cref="WarmChecks"/> times warm; all must succeed.
    /// </summary>
    public async Task<(List<TimeSpan> Cold, List<TimeSpan> Warm)> CheckAsync(int rounds)
    {
        List<TimeSpan> cold = [], warm = [];
        for (var round = 0; round < rounds; round++)
        {
            // Until the collector has ended what the last round activated.
            await Task.Delay(10 * Age);
            for (var i = 0; i < KeysPerRound; i++)
            {
                var key = count <= KeysPerRound ? i : random.Next(count);
                cold.Add(await TimeAsync(key, checks: 1));
                warm.Add(await TimeAsync(key, WarmChecks));
            }
        }

        return (cold, warm);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>That many checks: a warm one is shorter than the clock can tell.</summary>
    private async Task<TimeSpan> TimeAsync(int key, int checks)
    {
        var id = NameOf(key);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < checks; i++)
        {
            // What the edge does with every request: find the grain by the key's public id and ask it.
            if (await grains.GetGrain<ICredentialGrain>(id).Check(hash) is null)
                throw new InvalidOperationException("A good key was refused.");
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private Task StoreAsync(int key)
    {
        var id = NameOf(key);
        var subject = new CredentialSubject(CredentialKind.AgentKey, OwnerId.New(), AgentId.New(), null, id);
        var state = new CredentialState
        {
            Credential = new Credential(CredentialKind.AgentKey, hash, 1, subject, null, null, false),
            IssuedAt = DateTimeOffset.UtcNow,
            LastUsedAt = DateTimeOffset.UtcNow,
        };
        var grain = (GrainReference)grains.GetGrain<ICredentialGrain>(id);
        return storage.WriteStateAsync("credential", grain.GrainId, new GrainState<CredentialState> { State = state });
    }

    /// <summary>12 characters that lie scattered over the index, as random ids do.</summary>
    private static string NameOf(int key) => ((uint)key * 2654435761u).ToString("x8") + (key % 10_000).ToString("d4");
}
