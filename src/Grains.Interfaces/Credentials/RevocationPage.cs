namespace ContextExchange.Grains.Interfaces;

/// <summary>What is new of one shard of the revocations.</summary>
/// <param name="Next">Where to go on.</param>
/// <param name="IsWhole">
/// False when announcements may be missing: the cursor was of another memory, or too old. Whoever follows must then ask
/// about each of its streams.
/// </param>
/// <param name="Subjects">The subjects that are no longer in force; empty where it is not whole.</param>
[GenerateSerializer, Immutable, Alias("cex.RevocationPage")]
public sealed record RevocationPage(RevocationCursor Next, bool IsWhole, IReadOnlyList<string> Subjects);
