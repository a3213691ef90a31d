namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The tables of a device's state. The numbers are stored and never change their meaning.</summary>
public enum DeviceTable : byte
{
    /// <summary>This device's ids, signing key and certificate. Holds secrets.</summary>
    Identity = 1,

    /// <summary>Private halves of prekeys by key id. Holds secrets.</summary>
    Prekeys = 2,

    /// <summary>Last epoch number, sequence and envelope hash by connection.</summary>
    Sending = 3,

    /// <summary>Sealed epochs and envelopes that the server has not settled.</summary>
    Outbox = 4,

    /// <summary>Receiving chains by epoch hash. Holds secrets.</summary>
    Chains = 5,

    /// <summary>Message keys of messages that were passed over, by epoch hash and n. Holds secrets.</summary>
    SkippedKeys = 6,

    /// <summary>Epoch hash by connection, sender device and epoch number.</summary>
    EpochNumbers = 7,

    /// <summary>Arrival number by envelope hash: what was received before.</summary>
    Replay = 8,

    /// <summary>
    /// Received messages that the application has not acknowledged, by arrival number. Holds plaintext.
    /// </summary>
    Inbox = 9,

    /// <summary>Envelope hashes by connection, sender device and sequence.</summary>
    History = 10,

    /// <summary>Hash of the last envelope received, by connection.</summary>
    LastReceived = 11,

    /// <summary>The newest reply prekey of each peer device, by connection.</summary>
    PeerReplyPrekeys = 12,

    /// <summary>One-time prekeys of peers that were used, by key id.</summary>
    UsedPrekeys = 13,

    /// <summary>The newest device list seen, by agent.</summary>
    Pins = 14,

    /// <summary>What is destroyed when, by time.</summary>
    Expiry = 15,

    /// <summary>
    /// Headers and texts of sent messages that no reader has acknowledged, by envelope hash. Holds plaintext.
    /// </summary>
    Sent = 16,

    // 17 held the hashes of terms before these were signed.

    /// <summary>The newest signed terms of each side, oldest first, by connection and agent.</summary>
    KnownTerms = 18,

    /// <summary>The terms of both sides under which an epoch was accepted, by epoch hash.</summary>
    EpochTerms = 19,

    /// <summary>Hashes of the envelopes in <see cref="Sent"/>, by epoch hash and n.</summary>
    SentByEpoch = 20,

    /// <summary>Envelopes in <see cref="Sent"/> whose text was sealed again already, by envelope hash.</summary>
    Resealed = 21,
}
