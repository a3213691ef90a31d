namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The offsets of the envelope's table in docs/protocol/cxe1.md. Envelope = header || signature || ciphertext || tag.
/// </summary>
internal static class EnvelopeLayout
{
    public const int Version = 0;
    public const int Suite = 1;
    public const int Type = 3;
    public const int EnvelopeId = 4;
    public const int Connection = 20;
    public const int SenderAgent = 36;
    public const int SenderDevice = 52;
    public const int RecipientAgent = 68;
    public const int EpochHash = 84;
    public const int Index = 116;
    public const int Sequence = 120;
    public const int Category = 128;
    public const int TermsVersion = 144;
    public const int Requested = 148;
    public const int Created = 149;
    public const int TimeToLive = 157;
    public const int RootId = 161;
    public const int ParentId = 177;
    public const int Hop = 193;
    public const int MaxHops = 194;
    public const int Budget = 195;
    public const int Origin = 199;
    public const int Taint = 200;
    public const int PreviousHash = 202;
    public const int LogSize = 234;
    public const int LogRoot = 242;
    public const int Guard = 274;
    public const int Bucket = 290;
    public const int CiphertextHash = 291;
    public const int HeaderSize = 323;

    /// <summary>H0: the header without its last field.</summary>
    public const int H0Size = CiphertextHash;
    public const int GuardSize = 16;
    public const int Signature = HeaderSize;
    public const int Ciphertext = HeaderSize + Cxe1Limits.SignatureSize;
    public const int TagSize = 16;

    /// <summary>The one envelope type of this version.</summary>
    public const byte MessageType = 1;
}
