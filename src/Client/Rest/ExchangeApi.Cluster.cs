namespace ContextExchange.Client;

/// <summary>The server's silos; operators only.</summary>
public sealed partial class ExchangeApi
{
    /// <summary>Every silo that lives and, for a week, those that do not, by id.</summary>
    public async Task<IReadOnlyList<SiloInfo>> GetSilosAsync(CancellationToken ct = default) =>
        (await GetAsync("v1/cluster/silos", Json.PageSiloInfo, ct)).Items;

    /// <summary>
    /// Tells a silo to give its partitions and clients to the others; it stays up. It is told, not done, when this
    /// returns.
    /// </summary>
    /// <exception cref="ProblemException">
    /// <c>not-found</c>: no such silo lives; <c>conflict</c>: it is the last one that takes anything.
    /// </exception>
    public Task DrainSiloAsync(string silo, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, $"v1/cluster/silos/{Uri.EscapeDataString(silo)}/drain", ct);

    /// <summary>Lets a drained silo take its share again.</summary>
    /// <exception cref="ProblemException"><c>not-found</c>: no such silo lives.</exception>
    public Task UndrainSiloAsync(string silo, CancellationToken ct = default) =>
        CallAsync(HttpMethod.Post, $"v1/cluster/silos/{Uri.EscapeDataString(silo)}/undrain", ct);
}
