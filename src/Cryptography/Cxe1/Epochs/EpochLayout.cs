namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The offsets of the epoch's tables in docs/protocol/cxe1.md:
/// record = header || signature || wraps, header = fixed fields || reply prekeys || entries.
/// </summary>
internal static class EpochLayout
{
    public const int Version = 0;
    public const int Suite = 1;
    public const int EpochId = 3;
    public const int Number = 19;
    public const int Connection = 23;
    public const int SenderAgent = 39;
    public const int SenderDevice = 55;
    public const int AikHash = 71;
    public const int CertificateHash = 103;
    public const int SenderTerms = 135;
    public const int RecipientTerms = 167;
    public const int Created = 199;
    public const int Expiry = 207;
    public const int SenderListVersion = 215;
    public const int RecipientListVersion = 219;
    public const int Commitment = 223;
    public const int LastReceived = 255;
    public const int ReplyPrekeyCount = 287;
    public const int EntryCount = 288;
    public const int FixedSize = 289;

    /// <summary>A reply prekey: agent 16, device 16, prekey record.</summary>
    public const int ReplyPrekeySize = 32 + Prekey.Size;
    public const int EncapsulationSize = 32;
    public const int WrapSize = EncapsulationSize + 48;

    public static int HeaderSize(int replyPrekeys, int entries) =>
        FixedSize + replyPrekeys * ReplyPrekeySize + entries * RosterEntry.Size;

    /// <summary>After the signature, complete form: every wrap in the order of the entries.</summary>
    public static int CompleteTail(int entries) => entries * WrapSize;

    /// <summary>
    /// After the signature, form for one reader: the entry's index, the hashes of the other wraps in the order of
    /// their entries, the reader's wrap. 48e = 49 has no solution, so the two forms never have the same length.
    /// </summary>
    public static int ReaderTail(int entries) => 1 + (entries - 1) * Bytes32.Size + WrapSize;
}
