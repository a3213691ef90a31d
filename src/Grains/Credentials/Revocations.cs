namespace ContextExchange.Grains.Credentials;

/// <summary>How grains make known that something is no longer in force.</summary>
internal static class Revocations
{
    /// <summary>Completes when every silo that follows will end the streams of the subject.</summary>
    public static Task AnnounceAsync(this IGrainFactory grains, string subject) =>
        grains.GetGrain<IRevocationGrain>(RevocationSubject.ShardOf(subject)).Announce(subject);
}
