using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>Canonical structures without a signature of their own.</summary>
internal static class UnsignedMaker
{
    public static IEnumerable<(string Kind, Func<SeededRandom, byte[]> Make)> Kinds =>
        [("sealed-note", SealedNoteOf), ("vault-content", VaultContentOf), ("body", BodyOf), ("padded", PaddedOf)];

    public static byte[] VaultContentOf(SeededRandom random)
    {
        using var vault = new OwnerVault
        {
            Owner = random.NextId(),
            Oik = Exportable(SignatureAlgorithm.Ed25519, random),
            Origin = $"https://{random.Next(10_000)}.example",
            Viewers = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => ViewerOf(random))],
            Agents =
            [
                .. Enumerable.Range(0, 2 + random.Next(3)).Select(_ => new VaultAgent(
                    random.NextId(),
                    Exportable(SignatureAlgorithm.Ed25519, random),
                    SignedRecordMaker.Text(random, 20))),
            ],
        };
        return OwnerVaultCodec.Write(vault);
    }

    private static VaultViewer ViewerOf(SeededRandom random)
    {
        var begin = TestKeys.Start + random.Next(int.MaxValue);
        var key = Exportable(KeyAgreementAlgorithm.X25519, random);
        return new(random.NextId(), key, begin, begin + 1 + random.Next(int.MaxValue));
    }

    /// <summary>Ciphertexts of random bytes: the form says nothing about what is inside.</summary>
    private static byte[] SealedNoteOf(SeededRandom random)
    {
        var ids = Enumerable.Range(0, 2).Select(_ => random.NextId()).Order(SortedEntries.ById).ToArray();
        return [(byte)ids.Length, .. ids.SelectMany(id => id.ToByteArray(bigEndian: true).Concat(random.Bytes(1253)))];
    }

    private static byte[] BodyOf(SeededRandom random)
    {
        var content = new MessageContent
        {
            Type = (ContentType)(1 + random.Next(5)),
            ThreadId = random.NextId(),
            LogicalId = random.NextId(),
            Subject = SignedRecordMaker.Text(random, 30),
            Note = random.Next(2) == 0 ? "" : SignedRecordMaker.Text(random, 60),
            SchemaId = random.Next(2) == 0 ? null : "urn:example:" + SignedRecordMaker.Text(random, 10),
            Text = SignedRecordMaker.Text(random, 120),
        };
        Assert.True(ContentCodec.TryWrite(content, out var body, out _));
        return body;
    }

    private static byte[] PaddedOf(SeededRandom random)
    {
        // The smallest and the largest body of the first buckets, and one between.
        var bucket = random.Next(3);
        var largest = Bucket.CiphertextSize(bucket) - 20;
        var smallest = bucket == 0 ? 0 : Bucket.CiphertextSize(bucket - 1) - 19;
        var length = random.Next(3) switch { 0 => smallest, 1 => largest - 1, _ => smallest + random.Next(100) };
        var padded = new byte[largest + 4];
        Padding.Write(random.Bytes(length), padded);
        return padded;
    }

    private static Key Exportable(Algorithm algorithm, SeededRandom random)
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return Key.Import(algorithm, random.Bytes(32), KeyBlobFormat.RawPrivateKey, in exportable);
    }
}
