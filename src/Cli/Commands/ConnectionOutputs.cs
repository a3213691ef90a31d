namespace ContextExchange.Cli;

/// <summary>Connections as the CLI shows them.</summary>
internal static class ConnectionOutputs
{
    public static ConnectionOutput Of(ConnectionInfo info) => new(
        $"{info.Connection}", $"{info.Peer}", info.PeerName, info.Standing, info.Frozen, info.Since, Levels(info.Own),
        Levels(info.Theirs), info.Own.OwnerReads, info.Theirs.OwnerReads, info.OwnVersion, info.TheirVersion,
        info.Suspended);

    /// <summary>A level's name.</summary>
    public static string NameOf(ConsentLevel level) => level switch
    {
        ConsentLevel.Never => "never",
        ConsentLevel.Ask => "ask",
        ConsentLevel.Auto => "auto",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    /// <summary>Levels by category.</summary>
    public static Dictionary<string, LevelsOutput> Levels(TermsInfo terms) => terms.Levels.ToDictionary(
        level => level.Key, level => new LevelsOutput(NameOf(level.Value.Share), NameOf(level.Value.Receive)));
}
