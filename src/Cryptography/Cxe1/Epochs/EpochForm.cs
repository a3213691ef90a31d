using System.Buffers.Binary;
using Layout = ContextExchange.Cryptography.Cxe1.EpochLayout;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Whether bytes are a canonical epoch record, complete or in the form for one reader.</summary>
internal static class EpochForm
{
    public static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Layout.FixedSize) return Cxe1Error.WrongLength;
        int replyPrekeys = bytes[Layout.ReplyPrekeyCount], entries = bytes[Layout.EntryCount];
        var headerSize = Layout.HeaderSize(replyPrekeys, entries);
        var tail = bytes.Length - headerSize - Cxe1Limits.SignatureSize;
        var isComplete = tail == Layout.CompleteTail(entries);
        if (!isComplete && tail != Layout.ReaderTail(entries)) return Cxe1Error.WrongLength;
        var error = CheckFixedFields(bytes, headerSize, isComplete);
        if (error != Cxe1Error.None) return error;
        error = CheckReplyPrekeys(bytes, replyPrekeys);
        return error != Cxe1Error.None
            ? error
            : CheckEntries(bytes[Layout.HeaderSize(replyPrekeys, 0)..headerSize]);
    }

    private static Cxe1Error CheckFixedFields(ReadOnlySpan<byte> bytes, int headerSize, bool isComplete)
    {
        if (bytes[Layout.Version] != Cxe1Limits.Version) return Cxe1Error.UnknownVersion;
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[Layout.Suite..]) != (ushort)Suite.X25519ChaCha20Poly1305)
            return Cxe1Error.UnknownSuite;
        var times = new WireReader(bytes[Layout.Created..]);
        var created = times.UInt53();
        var expiry = times.UInt53();
        var senderList = times.UInt32();
        var recipientList = times.UInt32();
        var number = BinaryPrimitives.ReadUInt32BigEndian(bytes[Layout.Number..]);
        int replyPrekeys = bytes[Layout.ReplyPrekeyCount], entries = bytes[Layout.EntryCount];
        if (times.NumberTooLarge || number == 0 || senderList == 0 || recipientList == 0)
            return Cxe1Error.NumberOutOfRange;
        if (new Bytes32(bytes.Slice(Layout.SenderTerms, Bytes32.Size)).IsZero
            || new Bytes32(bytes.Slice(Layout.RecipientTerms, Bytes32.Size)).IsZero)
            return Cxe1Error.NumberOutOfRange;
        if (replyPrekeys > Cxe1Limits.ReplyPrekeys || entries is 0 or > Cxe1Limits.RosterEntries)
            return Cxe1Error.NumberOutOfRange;
        if (!isComplete && bytes[headerSize + Cxe1Limits.SignatureSize] >= entries) return Cxe1Error.NumberOutOfRange;
        return Lifetime.IsWithin(created, expiry, Cxe1Limits.EpochLife)
            ? Cxe1Error.None
            : Cxe1Error.LifetimeOutOfRange;
    }

    private static Cxe1Error CheckReplyPrekeys(ReadOnlySpan<byte> bytes, int count)
    {
        var replyPrekeys = bytes.Slice(Layout.FixedSize, count * Layout.ReplyPrekeySize);
        var sender = bytes.Slice(Layout.SenderAgent, 32);
        for (var i = 0; i < count; i++)
        {
            var prekey = replyPrekeys.Slice(i * Layout.ReplyPrekeySize + 32, Prekey.Size);
            var error = Prekey.Check(prekey);
            if (error != Cxe1Error.UnknownSuite && prekey[34] != (byte)PrekeyKind.ReplyPrekey)
                return Cxe1Error.UnknownValue;
            if (error != Cxe1Error.None) return error;
            if (!prekey.Slice(2, 32).SequenceEqual(sender)) return Cxe1Error.WrongIdentity;
        }
        return SortedEntries.AreAscending(replyPrekeys, Layout.ReplyPrekeySize, keySize: 32)
            ? Cxe1Error.None
            : Cxe1Error.NotSorted;
    }

    private static Cxe1Error CheckEntries(ReadOnlySpan<byte> entries)
    {
        for (var offset = 0; offset < entries.Length; offset += RosterEntry.Size)
            if (entries[offset + 32] is not ((byte)ReaderKind.Device or (byte)ReaderKind.OwnerViewer))
                return Cxe1Error.UnknownValue;
        return SortedEntries.AreAscending(entries, RosterEntry.Size, RosterEntry.SortKeySize)
            ? Cxe1Error.None
            : Cxe1Error.NotSorted;
    }
}
