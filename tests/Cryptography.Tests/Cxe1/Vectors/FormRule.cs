namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>One way to break a record, and the refusal that must follow.</summary>
internal sealed record FormRule(string Name, string Verdict, Func<byte[], byte[]?> Apply)
{
    /// <summary>Bytes written over a record at an offset; a negative one counts from the end.</summary>
    public static FormRule Write(int offset, string hex, string verdict) => new(
        $"{hex} at {offset}",
        verdict,
        original =>
        {
            var bytes = original.ToArray();
            Hex(hex).CopyTo(bytes, offset < 0 ? bytes.Length + offset : offset);
            return bytes.AsSpan().SequenceEqual(original) ? null : bytes;
        });

    public static FormRule Change(string name, string verdict, Action<byte[]> change) => new(
        name,
        verdict,
        original =>
        {
            var bytes = original.ToArray();
            change(bytes);
            return bytes.AsSpan().SequenceEqual(original) ? null : bytes;
        });
}
