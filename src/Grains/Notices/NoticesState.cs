using System.Text.Json.Serialization;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Notices;

/// <summary>What is stored of an account's mails. Times of holds are those at which they were held.</summary>
[GenerateSerializer, Immutable, Alias("cex.NoticesState")]
internal sealed record NoticesState : IDeadline
{
    [Id(0)]
    public NoticeSettings Settings { get; init; } = NoticeSettings.Default;

    /// <summary>Since when there is something to tell; null where there is nothing.</summary>
    [Id(1)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the newest hold that was heard of was held.</summary>
    [Id(2)]
    public DateTimeOffset Heard { get; init; }

    /// <summary>Holds until then were told, or need not be.</summary>
    [Id(3)]
    public DateTimeOffset Told { get; init; }

    /// <summary>When the last mail was sent; null before the first.</summary>
    [Id(4)]
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The mail that was posted last, counted from 1.</summary>
    [Id(5)]
    public long Number { get; init; }

    /// <summary>How often the mail in hand was posted; 0 where none is.</summary>
    [Id(6)]
    public int Tries { get; init; }

    /// <summary>When the grain looks again; null for never.</summary>
    [Id(7)]
    public DateTimeOffset? DueAt { get; init; }

    [JsonIgnore]
    public DateTimeOffset? NextDue => DueAt;
}
