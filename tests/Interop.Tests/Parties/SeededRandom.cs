using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Interop.Tests.Parties;

/// <summary>The same bytes and choices for the same seed, in every run. Guards nothing.</summary>
internal sealed class SeededRandom(string seed)
{
    private readonly Random _random = new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(seed))));

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    public Guid NextId() => new(Bytes(16), bigEndian: true);

    /// <summary>A whole number from 0, below a bound.</summary>
    public int Below(int bound) => _random.Next(bound);

    /// <summary>Whether something happens that does once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public void Shuffle<T>(Span<T> values) => _random.Shuffle(values);
}
