namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>What a PostgreSQL server is started with.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>Its folder; its data lie in <see cref="Data"/>.</summary>
    public required string Folder { get; init; }

    public required int Port { get; init; }

    /// <summary>Settings as <c>postgres -c</c> takes them.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    public string Data => Path.Combine(Folder, "data");

    public string Log => Path.Combine(Folder, "postgres.log");
}
