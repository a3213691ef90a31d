using System.Diagnostics;
using ContextExchange.Actors;
using ContextExchange.Grains.Credentials;
using ContextExchange.Storage;
using ContextExchange.Web.Auth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Credentials.Bench;

/// <summary>
/// The server's engine, SQLite store and checker of credentials, with many API keys of as many agents. Activations end
/// after a moment, so that one key can be checked cold again and again.
/// </summary>
internal sealed class KeyRing(IHost host, Pepper pepper) : IAsyncDisposable
{
    private const int KeysPerRound = 10;
    private const int Presented = 10_000;
    private const int AtOnce = 4_096;
    public const int WarmChecks = 100;
    private static readonly TimeSpan Age = TimeSpan.FromMilliseconds(5);

    private readonly IGrainFactory grains = host.Services.GetRequiredService<IGrainFactory>();
    private readonly IGrainStorage storage = host.Services.GetRequiredService<IGrainStorage>();
    private readonly CredentialChecker checker = new(
        pepper, host.Services.GetRequiredService<IGrainFactory>(), TimeProvider.System);

    private readonly Random random = new(1);
    private string[] presented = [];
    private int stride;

    public static async Task<KeyRing> StartAsync(string folder)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSqliteStorage(folder);
        builder.Services.AddActors(options => options.CollectionAge = options.CollectionQuantum = Age);
        var host = builder.Build();
        await host.StartAsync();
        return new KeyRing(host, new Pepper(new byte[ServerSecrets.KeyLength], id: 1));
    }

    /// <summary>
    /// Stores that many keys, each used a moment ago: their checks read and do not write. Some, spread over all, are
    /// presented later.
    /// </summary>
    public async Task IssueAsync(int keys)
    {
        stride = Math.Max(1, keys / Presented);
        presented = new string[(keys + stride - 1) / stride];
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
                var key = presented[presented.Length <= KeysPerRound ? i : random.Next(presented.Length)];
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

    /// <summary>
    /// That many checks, since one is close to what the clock can tell. Each is whole, as the edge makes it of a
    /// header: characters and checksum, HMAC, the grain by the key's public id, comparison in constant time.
    /// </summary>
    private async Task<TimeSpan> TimeAsync(string text, int checks)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < checks; i++)
        {
            if (!CredentialText.TryParse(text, out var credential) || await checker.CheckAsync(credential) is null)
                throw new InvalidOperationException("A good key was refused.");
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private Task StoreAsync(int key)
    {
        var text = CredentialText.Create(CredentialKind.AgentKey);
        if (key % stride == 0) presented[key / stride] = text.Reveal();
        var id = text.PublicId;
        var subject = new CredentialSubject(text.Kind, OwnerId.New(), AgentId.New(), null, id);
        var state = new CredentialState
        {
            Credential = new Credential(text.Kind, pepper.HashOf(text), pepper.Id, subject, null, null, false),
            IssuedAt = DateTimeOffset.UtcNow,
            LastUsedAt = DateTimeOffset.UtcNow,
        };
        var grain = (GrainReference)grains.GetGrain<ICredentialGrain>(id);
        return storage.WriteStateAsync("credential", grain.GrainId, new GrainState<CredentialState> { State = state });
    }
}
