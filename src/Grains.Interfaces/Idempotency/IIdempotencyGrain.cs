namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// Some of one caller's calls under an <c>Idempotency-Key</c>, and the answers that they got, for 24 hours. Key: what
/// the edge makes of the caller and the call's key, so that a call comes to the same grain from every silo. Calls are
/// noted on disk before they begin and answers as they end, encrypted; a bounded number, the oldest give way.
/// </summary>
[Alias("cex.IIdempotencyGrain")]
public interface IIdempotencyGrain : IGrainWithStringKey, IDeadlineGrain
{
    /// <summary>
    /// Begins the call unless one of this key is known. Waits a while for one that is under way.
    /// </summary>
    /// <param name="call">A hash of the call's key; not the key itself.</param>
    /// <param name="digest">What is asked for (32 bytes).</param>
    [Alias("Begin")]
    Task<IdempotentCall> Begin(string call, ReadOnlyMemory<byte> digest);

    /// <summary>Keeps the answer of a call that was begun. Nothing happens when it is not known any more.</summary>
    [Alias("Finish")]
    Task Finish(long ticket, ReadOnlyMemory<byte> answer);

    /// <summary>Forgets a call that came to nothing, so that its key can be tried again.</summary>
    [Alias("Abandon")]
    Task Abandon(long ticket);
}
