namespace ContextExchange.Client.Tests.Live;

/// <summary>Reading what arrives.</summary>
internal static class Inboxes
{
    /// <summary>The next item of a kind; whatever comes before it is acknowledged.</summary>
    public static async Task<T> NextAsync<T>(this AgentClient client, CancellationToken ct) where T : MailboxItem
    {
        await foreach (var item in client.ReceiveAsync(ct))
        {
            if (item is T found) return found;
            await client.AckAsync(item);
        }

        throw new InvalidOperationException("The mailbox ended.");
    }

    /// <summary>The next message, acknowledged.</summary>
    public static async Task<ReceivedMessage> TakeAsync(this AgentClient client, CancellationToken ct)
    {
        var message = await client.NextAsync<ReceivedMessage>(ct);
        await client.AckAsync(message);
        return message;
    }

    /// <summary>The next notice of a kind.</summary>
    public static async Task<ServerNotice> NoticeAsync(this AgentClient client, NoticeKind kind, CancellationToken ct)
    {
        while (true)
        {
            var notice = await client.NextAsync<ServerNotice>(ct);
            await client.AckAsync(notice);
            if (notice.Notice.Kind == kind) return notice;
        }
    }
}
