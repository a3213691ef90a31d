namespace ContextExchange.Storage;

/// <summary>Which row of the due table a grain's state has, and how due rows become one answer.</summary>
internal static class DueRows
{
    /// <summary>The kind of grain that a grain type is.</summary>
    /// <exception cref="InvalidOperationException">States of this grain type cannot have deadlines.</exception>
    public static DueKind KindOf(string grainType) => grainType switch
    {
        "agent" => DueKind.Agent,
        "connection" => DueKind.Connection,
        "invite" => DueKind.Invite,
        "owner" => DueKind.Owner,
        "idempotency" => DueKind.Idempotency,
        "loginrequest" => DueKind.LoginRequest,
        "notices" => DueKind.Notices,
        _ => throw new InvalidOperationException(
            "The due table knows agents, connections, invites, owners, idempotent calls, login requests and "
            + "notices; "
            + $"a state of \"{grainType}\" cannot have a deadline."),
    };

    /// <summary>The earliest row of each grain, earliest first, at most <paramref name="max"/>.</summary>
    public static IReadOnlyList<DueGrain> Merge(IEnumerable<DueGrain> rows, int max) =>
        [.. rows.OrderBy(row => row.At).DistinctBy(row => (row.Kind, row.Key)).Take(max)];
}
