namespace ContextExchange.Web.Http;

/// <summary>One call under an idempotency key.</summary>
/// <param name="caller">Whose key it is.</param>
/// <param name="key">As presented.</param>
/// <param name="digest">SHA-256 of method, path and body.</param>
/// <param name="since">When it came first.</param>
internal sealed class IdempotentCall(string caller, string key, ReadOnlyMemory<byte> digest, DateTimeOffset since)
{
    private readonly TaskCompletionSource<StoredAnswer?> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Caller { get; } = caller;

    public string Key { get; } = key;

    public ReadOnlyMemory<byte> Digest { get; } = digest;

    public DateTimeOffset Since { get; } = since;

    /// <summary>The first call's answer once it is there; null when it came to nothing.</summary>
    public Task<StoredAnswer?> Answer => _answer.Task;

    public void Finish(StoredAnswer? answer) => _answer.TrySetResult(answer);
}

/// <summary>An answer as it left.</summary>
internal sealed record StoredAnswer(int Status, string? ContentType, string? Location, ReadOnlyMemory<byte> Body);
