namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>The lengths of a record's fields, from the tables of docs/protocol/cxe1.md.</summary>
internal static class Fields
{
    private static readonly int[] Entry = [16, 16, 1, 32, 32];
    private static readonly int[] PrekeyBody = [2, 16, 16, 1, 32, 8, 8];

    public static int[] AgentCertificate { get; } = [16, 32, 32, 8, 64];

    public static int[] DeviceCertificate { get; } = [1, 16, 16, 32, 32, 8, 8, 64];

    public static int[] ViewerCertificate { get; } = [2, 16, 32, 32, 8, 8, 64];

    public static int[] Prekey { get; } = [.. PrekeyBody, 64];

    public static int[] Approval { get; } = [32, 32, 16, 16, 1, 32, 32, 1, 8, 16, 64];

    public static int[] OwnerNote { get; } = [1, 32, 16, 16, 1, 8, 2, 1_024, 9, 64];

    public static int[] Nack { get; } = [16, 16, 16, 32, 32, 1, 8, 64];

    public static int[] Rewrap { get; } = [32, .. Entry, 32, 64, 32, 48];

    public static int[] Rotation { get; } = [1, 16, 32, 32, 8, 64];

    public static int[] ConnectProof { get; } = [32, 16, 16, 32, 8, 64];

    public static int[] Envelope { get; } =
    [
        1, 2, 1, 16, 16, 16, 16, 16, 32, 4, 8, 16, 4, 1, 8, 4, 16, 16, 1, 1, 4, 1, 2, 32, 8, 32, 16, 1, 32, 64,
    ];

    public static int[] Content { get; } = [1, 1, 16, 16, 2, 2, 2, 4];

    public static int[] SealedNote { get; } = [1, 16, 32, 32, 1_189, 16, 32, 32, 1_189];

    public static int[] DeviceList(byte[] record) =>
        [1, 16, 32, 4, 8, 32, 1, .. Repeat(record[93], 16, 32, 8), 64];

    public static int[] Terms(byte[] record) =>
        [16, 16, 32, 32, 16, 32, 32, 4, 32, 8, 1, 1, .. Repeat(record[221], 16, 1, 1), 64];

    /// <summary>Of the header alone.</summary>
    public static int[] EpochHeader(byte[] record) =>
    [
        1, 2, 16, 4, 16, 16, 16, 32, 32, 32, 32, 8, 8, 4, 4, 32, 32, 1, 1,
        .. Repeat(record[287], [16, 16, .. PrekeyBody, 64]),
        .. Repeat(record[288], Entry),
    ];

    /// <summary>Of a complete record.</summary>
    public static int[] Epoch(byte[] record) => [.. EpochHeader(record), 64, .. Repeat(record[288], 32, 48)];

    /// <param name="content">A content without names of agents.</param>
    public static int[] Vault(byte[] content)
    {
        var viewers = content[50 + content[49]];
        return [1, 16, 32, 1, content[49], 1, .. Repeat(viewers, 16, 32, 8, 8), 1, .. Repeat(2, 16, 32, 1)];
    }

    private static IEnumerable<int> Repeat(int count, params int[] lengths) =>
        Enumerable.Repeat(lengths, count).SelectMany(one => one);
}
