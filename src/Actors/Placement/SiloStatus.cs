namespace ContextExchange.Actors;

/// <summary>One row of the lease table: a silo that lives, or the last run of one that does not.</summary>
/// <param name="Silo">The run.</param>
/// <param name="IsDraining">It gives its partitions away and takes none.</param>
/// <param name="Partitions">How many it owns.</param>
/// <param name="Report">What it said at its last renewal; a silo of an older build says nothing.</param>
/// <param name="JoinedAt">When the run began, by the table's clock.</param>
/// <param name="LeaseLeft">How long its lease still runs; zero for one that is gone.</param>
/// <param name="GoneAt">When it left, or was found dead; null while it lives.</param>
public sealed record SiloStatus(
    SiloAddress Silo, bool IsDraining, int Partitions, SiloReport Report, DateTimeOffset JoinedAt, TimeSpan LeaseLeft,
    DateTimeOffset? GoneAt);
