using System.Security.Cryptography;

namespace ContextExchange.Client;

/// <summary>How a client behaves. The defaults are meant to be kept.</summary>
public sealed record AgentClientOptions
{
    /// <summary>Messages that are sealed and not settled, over all peers: 1 to 256. More wait, or throw.</summary>
    public int MaxInFlight { get; init; } = 64;

    /// <summary>Received messages kept in memory for the application; the rest waits on the disk.</summary>
    public int InboxCapacity { get; init; } = 1_024;

    /// <summary>The first delay before connecting again; it doubles.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay before connecting again.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the socket and the handshake may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock and its timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where in a delay to try again, from 0 (at once) to 1 (excluded): full jitter.</summary>
    public Func<double> Jitter { get; init; } = () => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30);

    /// <summary>
    /// Called when the server cannot say that nothing is missing between what this device has and what it will deliver.
    /// </summary>
    public Action<MailboxGap>? OnGap { get; init; }

    /// <summary>Called with the outcome of messages that an earlier run of this program sealed: a receipt or an
    /// error.</summary>
    public Action<SendReceipt?, ExchangeException?>? OnSettled { get; init; }

    /// <summary>
    /// Called when a device of a peer has acknowledged the message with this number of this device; what was sent to
    /// the peer before is acknowledged as well. A hint that may be lost: who must know asks by
    /// <see cref="AgentClient.GetReceiptAsync"/>. It must be quick.
    /// </summary>
    public Action<AgentId, long>? OnAcknowledged { get; init; }

    /// <summary>Called with what a person who runs the client may want to know; it must be quick.</summary>
    public Action<ClientReport>? OnReport { get; init; }

    /// <summary>
    /// Asked for the owner's passphrase, in UTF-8, when the owner's keys are under one and are needed; what it returns
    /// is wiped. Null, or an answer of null: then <c>owner-locked</c> is thrown.
    /// </summary>
    public Func<byte[]?>? AskOwnerPassphrase { get; init; }
}
