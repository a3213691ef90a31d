using static ContextExchange.Cryptography.Tests.Cxe1.Vectors.FormRule;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>For every kind of record: one row for each rule of its table in docs/protocol/cxe1.md.</summary>
internal static class FormRules
{
    private const string Length = "WrongLength";
    private const string Value = "UnknownValue";
    private const string Number = "NumberOutOfRange";
    private const string Life = "LifetimeOutOfRange";
    private const string Order = "NotSorted";
    private const string Party = "WrongIdentity";
    private const string TooLarge = "0020000000000000";
    private const string Zero8 = "0000000000000000";
    private const string Zero16 = Zero8 + Zero8;
    private const string Zero32 = Zero16 + Zero16;

    private static readonly FormRule[] Lengths =
    [
        new("one byte more", Length, bytes => [.. bytes, 0]),
        new("one byte less", Length, bytes => bytes[..^1]),
        new("nothing", Length, _ => []),
    ];

    public static IReadOnlyList<FormRule> Of(string kind) => kind switch
    {
        "envelope" => Envelope,
        "padded" => Padded,
        _ => [.. Lengths, .. Specific(kind)],
    };

    private static FormRule[] Specific(string kind) => kind switch
    {
        "agent-certificate" => [Write(80, TooLarge, Number), Write(80, "ffffffffffffffff", Number)],
        "device-certificate" =>
        [
            Write(0, "00", Value), Write(0, "02", Value), Write(97, TooLarge, Number), Write(105, TooLarge, Number),
            Write(105, Zero8, Life), Write(105, "001fffffffffffff", Life),
            Change("a life of no length", Life, bytes => bytes.AsSpan(97, 8).CopyTo(bytes.AsSpan(105))),
        ],
        "device-list" =>
        [
            Write(0, "01", Value), Write(49, "00000000", Number), Write(49, "00000001", Number),
            Write(61, Zero32, Number), Write(53, TooLarge, Number), Write(93, "01", Length), Write(93, "ff", Length),
            Write(142, TooLarge, Number), Write(94, "ffffffffffffffffffffffffffffffff", Order),
            Change("one device twice", Order, bytes => bytes.AsSpan(94, 56).CopyTo(bytes.AsSpan(150))),
        ],
        "viewer-certificate" =>
        [
            Write(0, "0002", "UnknownSuite"), Write(0, "0000", "UnknownSuite"), Write(82, TooLarge, Number),
            Write(90, Zero8, Life), Write(90, "001fffffffffffff", Life),
            Change("a life of no length", Life, bytes => bytes.AsSpan(82, 8).CopyTo(bytes.AsSpan(90))),
        ],
        "prekey" =>
        [
            Write(0, "0002", "UnknownSuite"), Write(34, "00", Value), Write(34, "04", Value),
            Write(67, TooLarge, Number),
            Write(75, TooLarge, Number), Write(75, Zero8, Life), Write(75, "001fffffffffffff", Life),
        ],
        "rotation" =>
        [
            Write(0, "00", Value), Write(0, "03", Value), Write(81, TooLarge, Number),
            Change("the same key", Party, bytes => bytes.AsSpan(17, 32).CopyTo(bytes.AsSpan(49))),
            Change("an OIK with an agent", Party, bytes => (bytes[0], bytes[1]) = (2, 1)),
        ],
        "terms" =>
        [
            Write(220, "02", Value), Write(220, "ff", Value), Write(238, "03", Value), Write(239, "03", Value),
            Write(176, "00000000", Number), Write(176, "00000001", Number), Write(180, Zero32, Number),
            Write(212, TooLarge, Number), Write(221, "00", Length), Write(221, "41", Length),
            Change("a category twice", Order, bytes => bytes.AsSpan(222, 16).CopyTo(bytes.AsSpan(240))),
            Write(222, "ffffffffffffffffffffffffffffffff", Order), Write(96, Zero16, Party), Write(112, Zero32, Party),
            Write(144, Zero32, Party), Write(96, Zero16 + Zero32, Party), Write(112, Zero32 + Zero32, Party),
            Write(96, Zero16 + Zero32 + Zero32, Number),
        ],
        "approval" =>
        [
            Write(96, "00", Value), Write(96, "03", Value), Write(161, "00", Value), Write(161, "03", Value),
            Write(162, TooLarge, Number), Write(170, Zero16, Number), Write(161, "03" + TooLarge, Value),
        ],
        "owner-note" =>
        [
            Write(0, "01", Value), Write(0, "02", Value), Write(65, "00", Value), Write(65, "03", Value),
            Write(66, TooLarge, Number), Write(74, "0401", Number), Write(74, "ffff", Number),
            Write(76, "ff", "InvalidText"), Write(76, "c080", "InvalidText"), Write(76, "eda080", "InvalidText"),
            Write(1099, "01", "PaddingNotCanonical"), Write(1100, "01", "PaddingNotCanonical"),
            Write(1108, "80", "PaddingNotCanonical"),
        ],
        "nack" =>
        [
            Write(112, "00", Value), Write(112, "0a", Value), Write(112, "ff", Value), Write(113, TooLarge, Number),
        ],
        "connect" => [Write(96, TooLarge, Number)],
        "rewrap" =>
        [
            Write(64, "00", Value), Write(64, "02", Value), Write(64, "03", Value),
            Change("another wrap", "WrapInvalid", bytes => bytes[^1] ^= 1),
            Change("another encapsulation", "WrapInvalid", bytes => bytes[225] ^= 1),
        ],
        "sealed-note" =>
        [
            Write(0, "00", Length), Write(0, "09", Length),
            Change("one device twice", Order, bytes => bytes.AsSpan(1, 16).CopyTo(bytes.AsSpan(1 + 1269))),
            Write(1, "ffffffffffffffffffffffffffffffff", Order),
            new("nine devices", Number, bytes => [9, .. Enumerable.Range(1, 9).SelectMany(i => Device(bytes, i))]),
            new("no device", Number, _ => [0]),
        ],
        "vault-content" =>
        [
            Write(0, "00", "UnknownVersion"), Write(0, "02", "UnknownVersion"), Write(49, "ff", Length),
            Write(50, "ff", "InvalidText"), Write(50, "80", "InvalidText"), Write(-1, "ff", "InvalidText"),
            new("no origin", Number, bytes => [.. bytes[..49], 0, .. bytes[(50 + bytes[49])..]]),
            Change("a viewer without a life", Life, bytes => bytes.AsSpan(Viewer(bytes) + 56, 8).Clear()),
            Change("a viewer's life too late", Number, bytes => bytes[Viewer(bytes) + 49] = 0x20),
            Change("an agent before its place", Order, bytes => bytes.AsSpan(Agent(bytes), 16).Fill(0xff)),
        ],
        "body" =>
        [
            Write(0, "00", "UnknownVersion"), Write(0, "02", "UnknownVersion"), Write(1, "00", Value),
            Write(1, "06", Value), Write(34, "ffff", Length), Write(40, "ffffffff", Length),
            Write(44, "ff", "InvalidText"), Write(-1, "c3", "InvalidText"),
            new("a subject of 257 bytes", "InvalidText", bytes => Body(bytes, 257, 0, 0)),
            new("a note of 1025 bytes", "InvalidText", bytes => Body(bytes, 0, 1025, 0)),
            new("a schema id of 257 bytes", "InvalidText", bytes => Body(bytes, 0, 0, 257)),
        ],
        "epoch" => Epoch,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static readonly FormRule[] Epoch =
    [
        Write(0, "02", "UnknownVersion"), Write(0, "00", "UnknownVersion"), Write(1, "0002", "UnknownSuite"),
        Write(19, "00000000", Number), Write(135, Zero32, Number), Write(167, Zero32, Number),
        Write(199, TooLarge, Number), Write(207, TooLarge, Number), Write(207, Zero8, Life), Write(199, Zero8, Life),
        Write(207, "001fffffffffffff", Life), Write(215, "00000000", Number), Write(219, "00000000", Number),
        Write(287, "00", Length), Write(287, "10", Length), Write(288, "00", Length), Write(288, "21", Length),
        Write(289 + 32, "0002", "UnknownSuite"), Write(289 + 66, "01", Value), Write(289 + 66, "00", Value),
        Write(289 + 99, TooLarge, Number), Write(289 + 107, Zero8, Life), Write(289 + 34, "ff", Party),
        Write(289 + 50, "ff", Party), Write(289, "ffffffffffffffffffffffffffffffff", Order),
        Change("a reply prekey for one device twice", Order, bytes => bytes.AsSpan(289, 32).CopyTo(bytes.AsSpan(468))),
        Change("an entry of no kind", Value, bytes => bytes[289 + 179 * bytes[287] + 32] = 3),
        Change("entries out of order", Order, bytes => bytes.AsSpan(289 + 179 * bytes[287], 16).Fill(0xff)),
        Change("another signature", "SignatureInvalid", bytes => bytes[289 + 179 * bytes[287] + 97 * bytes[288]] ^= 1),
        Change("another wrap", "SignatureInvalid", bytes => bytes[^1] ^= 1),
    ];

    private static readonly FormRule[] Envelope =
    [
        new("nothing", Length, _ => []), new("one byte less than the shortest", Length, bytes => bytes[..642]),
        new("one byte more", "BucketMismatch", bytes => [.. bytes, 0]),
        Write(0, "02", "UnknownVersion"), Write(1, "0002", "UnknownSuite"), Write(3, "02", "UnknownType"),
        Write(116, "00000064", "IndexOutOfRange"), Write(120, Zero8, "SequenceOutOfRange"),
        Write(120, TooLarge, "SequenceOutOfRange"), Write(148, "02", "UnknownRequestedLevel"),
        Write(149, TooLarge, "CreatedOutOfRange"), Write(157, "00000000", "TimeToLiveOutOfRange"),
        Write(157, "00093a81", "TimeToLiveOutOfRange"), Write(193, "ff", "HopAboveLimit"),
        Write(199, "00", "UnknownOrigin"), Write(199, "05", "UnknownOrigin"), Write(200, "0010", "UnknownTaint"),
        Write(200, "8000", "UnknownTaint"), Write(241, "01", "LogNotZero"), Write(273, "01", "LogNotZero"),
        Write(290, "01", "BucketMismatch"), Write(290, "09", "BucketMismatch"), Write(291, Zero8, "CiphertextMismatch"),
        Change("another ciphertext", "CiphertextMismatch", bytes => bytes[387] ^= 1),
        Change("another tag", "CiphertextMismatch", bytes => bytes[^1] ^= 1),
        Change("another signature", "SignatureInvalid", bytes => bytes[323] ^= 1),
        Change("another category", "SignatureInvalid", bytes => bytes[128] ^= 1),
    ];

    private static readonly FormRule[] Padded =
    [
        new("nothing", "PaddingNotCanonical", _ => []),
        new("of no bucket", "PaddingNotCanonical", bytes => [.. bytes, 0]),
        Write(0, "ffffffff", "PaddingNotCanonical"), Write(-1, "01", "PaddingNotCanonical"),
        new("one bucket too large", "PaddingNotCanonical", bytes => [.. bytes, .. new byte[bytes.Length + 16]]),
    ];

    private static int Viewer(byte[] vault) => 50 + vault[49] + 1;

    private static int Agent(byte[] vault) => Viewer(vault) + 64 * vault[Viewer(vault) - 1] + 1;

    private static IEnumerable<byte> Device(byte[] note, int id) =>
        [.. new byte[15], (byte)id, .. note[17..1270]];

    private static byte[] Body(byte[] body, int subject, int note, int schema) =>
    [
        .. body[..34], (byte)(subject >> 8), (byte)subject, (byte)(note >> 8), (byte)note, (byte)(schema >> 8),
        (byte)schema, 0, 0, 0, 0, .. Enumerable.Repeat((byte)'a', subject + note + schema),
    ];
}
