namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// What was revoked lately, for every silo that holds live streams: each asks several times a second what is new and
/// ends its own streams. Key: the number of a shard (<see cref="RevocationSubject.ShardOf"/>). It lives in memory only;
/// who followed an earlier memory is told so, and looks at all of its own streams again.
/// </summary>
[Alias("cex.IRevocationGrain")]
public interface IRevocationGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes known that a subject (<see cref="RevocationSubject"/>) is no longer in force. That must be stored before.
    /// </summary>
    [Alias("Announce")]
    Task Announce(string subject);

    /// <summary>What was announced after <paramref name="after"/>; default for the first question.</summary>
    [Alias("Follow")]
    ValueTask<RevocationPage> Follow(RevocationCursor after);
}
